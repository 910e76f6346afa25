package tsrpc

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// A record is what a run tells the next one beside the schemas. It is a line of
// comment in serviceProto.ts, which is nothing to TypeScript and to tsrpc-cli.
type record struct {
	// Files are the files for the types of each package, by the package's path. A name
	// is never given to another package.
	Files map[string]string `json:"files"`
	// Next is from where on ids are free in a scope, where some of the ids before have
	// been given to what is gone.
	Next map[string]int `json:"next,omitempty"`
}

// recordPrefix starts the line with the record.
const recordPrefix = "// Keep this line. It is why no id is ever given to something else: "

// line returns r as a line of comment. The JSON has no line breaks of any kind in it.
func (r record) line() string {
	data, err := json.Marshal(r)
	if err != nil {
		return recordPrefix + "{}" // which cannot be, with strings and numbers
	}
	return recordPrefix + string(data)
}

// readRecord reads the record among the lines of a file, if there is one.
func readRecord(text string) (r record, err error) {
	found := false
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(line, recordPrefix)
		switch {
		case !ok:
		case found:
			return r, errors.New("there are two, as after a merge of two branches")
		default:
			found = true
			err = json.Unmarshal([]byte(rest), &r)
		}
	}
	return r, cmp.Or(err, r.check())
}

// check expects that the names of the files are such as we give: what somebody has
// written there must not lead us out of the directory.
func (r record) check() error {
	taken := map[string]string{baseModule: "the base types", strings.ToLower(protoModule): "the serviceProto"}
	for _, pkg := range slices.Sorted(maps.Keys(r.Files)) {
		name := r.Files[pkg]
		other, used := taken[strings.ToLower(name)]
		switch {
		case !token.IsIdentifier(name):
			return fmt.Errorf("%q is no name for a file", name)
		case used:
			return fmt.Errorf("%s is the file of both %s and %s", name, other, pkg)
		}
		taken[strings.ToLower(name)] = pkg
	}
	return nil
}
