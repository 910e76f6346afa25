package tsrpc

import (
	"crypto/sha256"
	"fmt"
)

// Ids count within a scope, which is a list of items. There is one of the services, and
// there are those of each schema. Scopes have names, by which the record of what was
// given finds them again:
//
//	services            the services
//	lib/Loan            the properties of the type, or the members of the enum or union
//	lib/Loan^           the types that it extends
//	lib/Loan.due        the items of the type of its property due
//	lib/Loan.list[]{}   and so on into lists [], maps {}, and members of unions |
const servicesScope = "services"

// scopes calls visit for each scope of a schema that has a name.
func (s *schema) scopes(name string, visit func(scope string, items []*item)) {
	if s == nil {
		return
	}
	if len(s.Extends) > 0 {
		visit(name+"^", s.Extends)
	}
	if len(s.Properties) > 0 {
		visit(name, s.Properties)
	}
	if len(s.Members) > 0 {
		visit(name, s.Members)
	}
	s.children(func(way string, child *schema) { child.scopes(short(name+way), visit) })
}

// short returns a name that is not too long to be written into a file: itself, or a hash
// of it. Only types without names that consist of many others have such names.
func short(name string) string {
	if len(name) <= 300 {
		return name
	}
	return fmt.Sprintf("#%x", sha256.Sum256([]byte(name)))
}
