package runtime

import (
	"maps"
	"reflect"
	"slices"
)

// A MethodInfo says what a server can be called for: the name of a method and the
// types of its messages. It is for what describes a server, such as package explorer;
// no call needs it.
type MethodInfo struct {
	// Name is the name on the wire, such as "Library/Borrow".
	Name string
	// Request and Response are the structs that embed [BaseRequest] and [BaseResponse].
	Request, Response reflect.Type
}

// Methods lists the methods that are registered now, by name. Methods are only ever
// added, so a list of the same length is the same list.
func (s *Server) Methods() []MethodInfo {
	endpoints := *s.endpoints.Load()
	all := make([]MethodInfo, 0, len(endpoints))
	for _, name := range slices.Sorted(maps.Keys(endpoints)) {
		kind := endpoints[name].kind
		_, req := kind.newCall()
		all = append(all, MethodInfo{
			Name:     name,
			Request:  reflect.TypeOf(req).Elem(),
			Response: reflect.TypeOf(kind.newResponse()).Elem(),
		})
	}
	return all
}
