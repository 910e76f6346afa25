package codec

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// plans holds what has been found out about types: P is an encoder or a decoder,
// which is made once for a type and then used by all goroutines.
type plans[P any] struct {
	done sync.Map // reflect.Type to *P, complete ones only
	mu   sync.Mutex
	make func(*planner[P], *P, reflect.Type)
}

// of returns the plan for t.
func (ps *plans[P]) of(t reflect.Type) *P {
	if p, ok := ps.done.Load(t); ok {
		return p.(*P)
	}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	pl := &planner[P]{plans: ps, begun: map[reflect.Type]*P{}}
	p := pl.of(t)
	for t, p := range pl.begun {
		ps.done.Store(t, p)
	}
	return p
}

// A planner makes the plan for one type and those for the types within it. A
// recursive type gets a pointer to its own plan, which is complete before
// anybody follows it.
type planner[P any] struct {
	plans *plans[P]
	begun map[reflect.Type]*P
}

func (pl *planner[P]) of(t reflect.Type) *P {
	if p, ok := pl.plans.done.Load(t); ok {
		return p.(*P)
	}
	if p, ok := pl.begun[t]; ok {
		return p
	}
	p := new(P)
	pl.begun[t] = p
	pl.plans.make(pl, p, t)
	return p
}

var (
	cookieType = reflect.TypeFor[runtime.Cookie]()
	timeType   = reflect.TypeFor[time.Time]()
	rawType    = reflect.TypeFor[json.RawMessage]()
	numberType = reflect.TypeFor[json.Number]()
	anyMapType = reflect.TypeFor[map[string]any]()

	marshalerType       = reflect.TypeFor[json.Marshaler]()
	unmarshalerType     = reflect.TypeFor[json.Unmarshaler]()
	textMarshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// isBytes reports whether t travels as base64.
func isBytes(t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Uint8 {
		return false
	}
	p := reflect.PointerTo(t.Elem())
	return !p.Implements(marshalerType) && !p.Implements(textMarshalerType) &&
		!p.Implements(unmarshalerType) && !p.Implements(textUnmarshalerType)
}

// ownJSON reports whether t decides itself how its values look in JSON.
func ownJSON(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t != timeType && (p.Implements(marshalerType) || p.Implements(unmarshalerType))
}

// ownText is the same for values that are a string in JSON.
func ownText(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(textMarshalerType) || p.Implements(textUnmarshalerType)
}

// isOptional reports whether a field of type t may be missing, or null, without
// a tag that says so.
func isOptional(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface || t == rawType || ownJSON(t)
}

// endless reports whether t is a pointer that never comes to a value, such as
// type p *p.
func endless(t reflect.Type) bool {
	met := map[reflect.Type]bool{}
	for ; t.Kind() == reflect.Pointer; t = t.Elem() {
		if met[t] {
			return true
		}
		met[t] = true
	}
	return false
}
