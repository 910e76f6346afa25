package codec

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// A field is a struct's field as it travels: its own, or one that an embedded
// struct lends it.
type field struct {
	name      string
	index     []int // the way to it through embedded structs
	typ       reflect.Type
	tagged    bool // the name comes from a tag
	quoted    bool // the option string, where it applies
	omitEmpty bool
	omitZero  bool
}

// fieldsOf lists the fields of struct type t that travel, in the order in which
// they are declared, embedded ones in place. Of several with one name the
// least deeply embedded counts; at one depth, the one with a tag; if that
// leaves more than one, none.
func fieldsOf(t reflect.Type) []field {
	var found []field
	visited := map[reflect.Type]bool{}
	level := []embedded{{typ: t, times: 1}}
	for len(level) > 0 { // breadth first: a type counts where it is least deep
		next := &embeddings{at: map[reflect.Type]int{}}
		for _, e := range level {
			if visited[e.typ] {
				continue
			}
			visited[e.typ] = true
			for i := range e.typ.NumField() {
				f, travels, inner := fieldAt(e, i)
				switch {
				case inner != nil:
					next.add(inner, f.index)
				case travels:
					found = append(found, f)
					if e.times > 1 { // its twin hides it: see visible
						found = append(found, f)
					}
				}
			}
		}
		level = next.list
	}
	return visible(found)
}

// An embedded is a struct to look for fields in, reached at the current depth
// by the way index and, it may be, by other ways too.
type embedded struct {
	typ   reflect.Type
	index []int
	times int
}

type embeddings struct {
	list []embedded
	at   map[reflect.Type]int
}

func (s *embeddings) add(t reflect.Type, index []int) {
	if i, ok := s.at[t]; ok {
		s.list[i].times++
		return
	}
	s.at[t] = len(s.list)
	s.list = append(s.list, embedded{typ: t, index: index, times: 1})
}

// fieldAt describes the i-th field of e. inner is not nil if it is an embedded
// struct whose fields take its place.
func fieldAt(e embedded, i int) (f field, travels bool, inner reflect.Type) {
	sf := e.typ.Field(i)
	if sf.Anonymous {
		t := sf.Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		// An unexported struct may have exported fields.
		if !sf.IsExported() && t.Kind() != reflect.Struct {
			return f, false, nil
		}
	} else if !sf.IsExported() {
		return f, false, nil
	}
	tag := sf.Tag.Get("json")
	if tag == "-" {
		return f, false, nil
	}
	name, options, _ := strings.Cut(tag, ",")
	if !validName(name) {
		name = ""
	}
	index := append(slices.Clone(e.index), i)
	t := sf.Type
	if t.Name() == "" && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if name == "" && sf.Anonymous && t.Kind() == reflect.Struct {
		return field{index: index}, false, t
	}
	f = field{name: cmp.Or(name, sf.Name), index: index, typ: sf.Type, tagged: name != ""}
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			f.omitEmpty = true
		case "omitzero":
			f.omitZero = true
		case "string":
			f.quoted = isScalar(t.Kind())
		}
	}
	return f, true, nil
}

// visible takes out the fields that others hide.
func visible(fields []field) []field {
	slices.SortStableFunc(fields, func(a, b field) int {
		return cmp.Or(
			cmp.Compare(a.name, b.name),
			cmp.Compare(len(a.index), len(b.index)),
			compareBool(b.tagged, a.tagged),
		)
	})
	var out []field
	for len(fields) > 0 {
		n := 1
		for n < len(fields) && fields[n].name == fields[0].name {
			n++
		}
		if n == 1 || len(fields[0].index) != len(fields[1].index) || fields[0].tagged != fields[1].tagged {
			out = append(out, fields[0])
		}
		fields = fields[n:]
	}
	slices.SortFunc(out, func(a, b field) int { return slices.Compare(a.index, b.index) })
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// validName reports whether encoding/json takes name from a tag.
func validName(name string) bool {
	for _, c := range name {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) {
			return false
		}
	}
	return name != ""
}

// isScalar reports whether the option string applies to values of kind k.
func isScalar(k reflect.Kind) bool {
	return k >= reflect.Bool && k <= reflect.Float64 || k == reflect.String
}

// An isZeroer decides itself when the option omitzero leaves it out.
type isZeroer interface{ IsZero() bool }

var isZeroerType = reflect.TypeFor[isZeroer]()

// zeroTest returns what omitzero asks about values of type t.
func zeroTest(t reflect.Type) func(reflect.Value) bool {
	ask := func(v reflect.Value) bool { return v.Interface().(isZeroer).IsZero() }
	switch {
	case t.Kind() == reflect.Interface && t.Implements(isZeroerType):
		return func(v reflect.Value) bool {
			return v.IsNil() || v.Elem().Kind() == reflect.Pointer && v.Elem().IsNil() || ask(v)
		}
	case t.Kind() == reflect.Pointer && t.Implements(isZeroerType):
		return func(v reflect.Value) bool { return v.IsNil() || ask(v) }
	case t.Implements(isZeroerType):
		return ask
	case reflect.PointerTo(t).Implements(isZeroerType):
		return func(v reflect.Value) bool {
			if !v.CanAddr() {
				box := reflect.New(t).Elem()
				box.Set(v)
				v = box
			}
			return ask(v.Addr())
		}
	}
	return reflect.Value.IsZero
}

// isEmpty is what omitempty asks.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}
