package tsrpc

import (
	"encoding/json"
	"slices"
	"strconv"
)

// A schema is one of TSRPC's: what a type is on the wire. The fields are in the order
// in which tsrpc-cli writes them.
type schema struct {
	Type         string          `json:"type"` // "String", "Interface" and so on
	ScalarType   string          `json:"scalarType,omitempty"`
	ArrayType    string          `json:"arrayType,omitempty"`
	Literal      json.RawMessage `json:"literal,omitempty"`
	ElementType  *schema         `json:"elementType,omitempty"`
	ElementTypes []*schema       `json:"elementTypes,omitempty"`
	Target       string          `json:"target,omitempty"`
	Extends      []*item         `json:"extends,omitempty"`
	Properties   []*item         `json:"properties,omitempty"`
	Index        *index          `json:"indexSignature,omitempty"`
	Members      []*item         `json:"members,omitempty"`
}

// An item is what has an id: a property, a base type, or a member of an enum or of a
// union.
type item struct {
	ID       int             `json:"id"`
	Name     string          `json:"name,omitempty"`
	Value    json.RawMessage `json:"value,omitempty"`
	Type     *schema         `json:"type,omitempty"`
	Optional bool            `json:"optional,omitempty"`

	constant string // the name of an enum's member
	comment  string
}

// An index says what the values of a map are.
type index struct {
	KeyType string  `json:"keyType"` // "String" or "Number"
	Type    *schema `json:"type"`
}

func plain(kind string) *schema       { return &schema{Type: kind} }
func number(scalar string) *schema    { return &schema{Type: "Number", ScalarType: scalar} }
func reference(target string) *schema { return &schema{Type: "Reference", Target: target} }
func array(elem *schema) *schema      { return &schema{Type: "Array", ElementType: elem} }

func literal(text string) *schema {
	return &schema{Type: "Literal", Literal: json.RawMessage(text)}
}

func mapOf(key string, elem *schema) *schema {
	return &schema{Type: "Interface", Index: &index{KeyType: key, Type: elem}}
}

// union returns a schema for what is one of several types. Unions among them give their
// members.
func union(types ...*schema) *schema {
	u := &schema{Type: "Union"}
	for _, t := range types {
		if t.Type == "Union" {
			u.Members = append(u.Members, t.Members...)
			continue
		}
		u.Members = append(u.Members, &item{Type: t})
	}
	return u
}

// children returns the schemas that s consists of, each with how it is reached.
func (s *schema) children(visit func(way string, child *schema)) {
	if s.ElementType != nil {
		visit("[]", s.ElementType)
	}
	for i, t := range s.ElementTypes {
		visit("["+strconv.Itoa(i)+"]", t)
	}
	for _, p := range s.Properties {
		visit("."+property(p.Name), p.Type)
	}
	if s.Index != nil {
		visit("{}", s.Index.Type)
	}
	if s.Type == "Union" || s.Type == "Intersection" {
		for _, m := range s.Members {
			visit("|"+m.key(), m.Type)
		}
	}
}

// deepest is how deep types without names may be nested. Nobody writes such types, but
// somebody may write a file that takes us long.
const deepest = 200

// whole says whether a schema has all that we rely on, and is not too deep.
func (s *schema) whole(depth int) bool {
	if s == nil || depth > deepest {
		return false
	}
	parts := slices.Clone(s.ElementTypes)
	if s.ElementType != nil {
		parts = append(parts, s.ElementType)
	}
	if s.Index != nil {
		parts = append(parts, s.Index.Type)
	}
	for _, it := range slices.Concat(s.Extends, s.Properties, s.Members) {
		switch {
		case it == nil:
			return false
		case it.Value == nil:
			parts = append(parts, it.Type)
		}
	}
	return !slices.ContainsFunc(parts, func(part *schema) bool { return !part.whole(depth + 1) })
}

// key returns what an item keeps its id by: the name of a property, the value of an
// enum's member, and for others the type without the ids in it.
func (it *item) key() string {
	switch {
	case it.Name != "":
		return it.Name
	case it.Value != nil:
		return string(it.Value)
	default:
		return it.Type.shape()
	}
}

// shape returns a schema as text without ids.
func (s *schema) shape() string {
	data, err := json.Marshal(s.bare())
	if err != nil {
		return s.Type // an old schema holds what is no JSON, which has been refused
	}
	return string(data)
}

// bare returns a copy of s without ids.
func (s *schema) bare() *schema {
	if s == nil {
		return nil
	}
	c := *s
	c.ElementType = s.ElementType.bare()
	c.ElementTypes = nil
	for _, t := range s.ElementTypes {
		c.ElementTypes = append(c.ElementTypes, t.bare())
	}
	if s.Index != nil {
		c.Index = &index{KeyType: s.Index.KeyType, Type: s.Index.Type.bare()}
	}
	for _, list := range []*[]*item{&c.Extends, &c.Properties, &c.Members} {
		items := *list
		*list = nil
		for _, it := range items {
			*list = append(*list, &item{Name: it.Name, Value: it.Value, Type: it.Type.bare(), Optional: it.Optional})
		}
	}
	return &c
}
