package recursive

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Tree(_ context.Context, v Tree) (Tree, error)         { return v, nil }
func (impl) Forest(_ context.Context, v []*Tree) ([]*Tree, error) { return v, nil }
func (impl) Person(_ context.Context, v Person) (Person, error)   { return v, nil }
func (impl) Both(_ context.Context, p Person, c Company) (Person, Company, error) {
	return p, c, nil
}
func (impl) Nest(_ context.Context, v Nest) (Nest, error) { return v, nil }
func (impl) Dirs(_ context.Context, v Dirs) (Dirs, error) { return v, nil }
func (impl) Link(_ context.Context, v Link) (Link, error) { return v, nil }

func leaf(name string) Tree {
	return Tree{Name: name, Children: []Tree{}, ByName: map[string]Tree{}}
}

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		root, up := leaf("root"), leaf("up")
		root.Children = []Tree{leaf("a"), leaf("b")}
		root.ByName["c"] = leaf("c")
		root.Parent = &up
		roundtrip.Echo(t, c.Tree, root)
		roundtrip.Becomes(t, c.Tree, Tree{}, leaf(""))
		roundtrip.Echo(t, c.Forest, []*Tree{}, []*Tree{&root, nil, &up})

		anne := Person{Name: "Anne", Work: &Company{
			Name: "Mill", Staff: []*Person{{Name: "Bo"}, nil}, Roles: map[string]Person{"boss": {Name: "Cy"}},
		}}
		roundtrip.Echo(t, c.Person, Person{}, anne)
		p, m, err := c.Both(t.Context(), anne, *anne.Work)
		roundtrip.Same(t, err, p, anne)
		roundtrip.Same(t, err, m, *anne.Work)

		roundtrip.Echo(t, c.Nest, Nest{}, Nest{{}, {{}, {{}}}})
		roundtrip.Echo(t, c.Dirs, Dirs{}, Dirs{"a": {"b": {}}})
		roundtrip.Becomes(t, c.Dirs, Dirs{"a": nil}, Dirs{"a": {}})

		roundtrip.Echo(t, c.Link, Link{Value: 1}, Link{Value: 1, Chain: &Chain{
			Next: &Link{Value: 2}, Row: [2]Nest{{}, {{}}},
		}})
	})
}
