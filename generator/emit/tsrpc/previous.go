package tsrpc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
)

// A previous is what an earlier run has written. The zero value is nothing.
type previous struct {
	services []*service
	types    types
	files    map[string]string // by the path of a package
	scopes   map[string]*given
}

// scope returns what is known of a scope.
func (p *previous) scope(name string) *given {
	if g := p.scopes[name]; g != nil {
		return g
	}
	return &given{}
}

// modules returns the names of the files with types, without ".ts".
func (p *previous) modules() []string {
	set := map[string]bool{}
	for _, d := range p.types {
		set[path.Dir(d.id)] = true
	}
	delete(set, ".")
	return slices.Sorted(maps.Keys(set))
}

// A fileError is what is wrong with the file that an earlier run wrote.
type fileError struct {
	line int
	text string
}

// protoStart and protoEnd are around the JSON in the file. tsrpc-cli cuts it out in the
// same way.
const (
	protoStart = "export const serviceProto: ServiceProto<ServiceType> = "
	protoEnd   = "};"
)

// whatToDo is how somebody gets a file back that we can read.
const whatToDo = "take the file from your version control as it was written last, and run rpcgen again; " +
	"only if no program in use was made with it, delete it, and all ids are given anew"

// most is the largest id that we read. None comes near it but by hand.
const most = 1<<31 - 2

// readPrevious reads the file that an earlier run wrote. A file that is not ours is
// nothing: it will not be written over either.
func readPrevious(data []byte) (*previous, *fileError) {
	if !ours(data) {
		return &previous{}, nil
	}
	text := string(data)
	head, _, found := strings.Cut(text, recordPrefix)
	r, err := readRecord(text)
	switch {
	case err != nil:
		return nil, broken(head, "its line about ids is not as rpcgen writes it: "+err.Error())
	case !found:
		return nil, broken("", "its line about ids is missing")
	}
	before, rest, ok := strings.Cut(text, protoStart)
	end := strings.LastIndex(rest, protoEnd)
	if !ok || end < 0 {
		return nil, broken("", "the line with the serviceProto is not as rpcgen writes it")
	}
	var p struct {
		Services []*service `json:"services"`
		Types    types      `json:"types"`
	}
	body := rest[:end+1]
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			before += body[:min(int(e.Offset), len(body))]
		}
		return nil, broken(before, "the serviceProto cannot be read: "+err.Error())
	}
	if slices.Contains(p.Services, nil) {
		return nil, broken(before, "one of its services is null")
	}
	for _, d := range p.Types {
		switch { // a name that leads out of the directory would lead to files that are not ours
		case !fs.ValidPath(d.id) || strings.ContainsAny(d.id, `\:`):
			return nil, broken(before, fmt.Sprintf("it has a type with the name %q", d.id))
		case !d.schema.whole(0):
			return nil, broken(before, fmt.Sprintf("the schema of %s is not as rpcgen writes it", d.id))
		}
	}
	old := &previous{services: p.Services, types: p.Types, files: r.Files, scopes: map[string]*given{}}
	for name, next := range r.Next {
		if next < 0 || next > most {
			return nil, broken(head, fmt.Sprintf("its line about ids has %d for %s", next, name))
		}
		old.scopes[name] = &given{next: next}
	}
	if err := old.collect(); err != nil {
		return nil, broken(before, err.Error())
	}
	return old, nil
}

// ours says whether a file is one that we wrote.
func ours(data []byte) bool {
	return bytes.HasPrefix(data, []byte(emit.Header)) || bytes.Contains(data, []byte("\n"+emit.Header))
}

// broken returns an error for the place behind some text.
func broken(before, text string) *fileError {
	e := &fileError{text: "holds the ids that programs in use know, but " + text + "; " + whatToDo}
	if before != "" {
		e.line = strings.Count(before, "\n") + 1
	}
	return e
}

// collect notes the ids in use.
func (p *previous) collect() error {
	items := make([]*item, len(p.services))
	for i, s := range p.services {
		items[i] = &item{ID: s.ID, Name: s.Type + " " + s.Name}
	}
	err := p.note(servicesScope, items)
	for _, d := range p.types {
		d.schema.scopes(d.id, func(name string, items []*item) { err = errors.Join(err, p.note(name, items)) })
	}
	return first(err)
}

// note notes the ids of a scope.
func (p *previous) note(name string, items []*item) error {
	g := p.scopes[name]
	if g == nil {
		g = &given{}
		p.scopes[name] = g
	}
	keys := map[int]string{}
	for _, it := range items {
		key := it.key()
		if id, ok := g.ids[key]; ok && id != it.ID {
			return fmt.Errorf("%s has %s twice", name, key)
		}
		if other, ok := keys[it.ID]; ok && other != key {
			return fmt.Errorf("%s has the id %d for both %s and %s, as after a merge of two branches", name, it.ID, other, key)
		}
		if it.ID < 0 || it.ID >= most {
			return fmt.Errorf("%s has the id %d", name, it.ID)
		}
		keys[it.ID] = key
		g.set(key, it.ID)
	}
	return nil
}

// first returns the first of several errors.
func first(err error) error {
	if list, ok := err.(interface{ Unwrap() []error }); ok {
		return first(list.Unwrap()[0])
	}
	return err
}
