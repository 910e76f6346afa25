// Package marshalers has types that write themselves.
package marshalers

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

//go:generate go tool rpcgen

// A Money writes itself with a value receiver and reads with a pointer.
type Money struct {
	cents int64
}

// Cents returns an amount of money.
func Cents(n int64) Money { return Money{n} }

// MarshalJSON writes the cents as text.
func (m Money) MarshalJSON() ([]byte, error) { return json.Marshal(strconv.FormatInt(m.cents, 10)) }

// UnmarshalJSON reads the cents.
func (m *Money) UnmarshalJSON(data []byte) (err error) {
	if string(data) == "null" {
		return nil
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	m.cents, err = strconv.ParseInt(text, 10, 64)
	return err
}

// A Range writes itself with pointer receivers only.
type Range struct{ low, high int }

// MarshalJSON writes a list of two numbers.
func (r *Range) MarshalJSON() ([]byte, error) { return json.Marshal([2]int{r.low, r.high}) }

// UnmarshalJSON reads a list of two numbers.
func (r *Range) UnmarshalJSON(data []byte) error {
	var list [2]int
	err := json.Unmarshal(data, &list)
	r.low, r.high = list[0], list[1]
	return err
}

// A Version writes itself as text with a value receiver.
type Version struct{ major, minor int }

// MarshalText writes both numbers with a dot between them.
func (v Version) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d.%d", v.major, v.minor), nil
}

// UnmarshalText reads two numbers.
func (v *Version) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "%d.%d", &v.major, &v.minor)
	return err
}

// A Path writes itself as text with pointer receivers only.
type Path struct{ parts []string }

// MarshalText writes the parts with slashes between them.
func (p *Path) MarshalText() ([]byte, error) { return []byte(strings.Join(p.parts, "/")), nil }

// UnmarshalText reads parts.
func (p *Path) UnmarshalText(text []byte) error {
	p.parts = strings.Split(string(text), "/")
	return nil
}

// A Level is an integer that writes itself as text.
type Level int

// MarshalText writes as many letters as the level is high.
func (l Level) MarshalText() ([]byte, error) { return []byte(strings.Repeat("i", int(l))), nil }

// UnmarshalText counts letters.
func (l *Level) UnmarshalText(text []byte) error {
	*l = Level(len(text))
	return nil
}

// Names is a slice that writes itself as one text.
type Names []string

// MarshalJSON writes one text.
func (n Names) MarshalJSON() ([]byte, error) { return json.Marshal(strings.Join(n, ",")) }

// UnmarshalJSON reads one text.
func (n *Names) UnmarshalJSON(data []byte) error {
	var text string
	err := json.Unmarshal(data, &text)
	*n = strings.Split(text, ",")
	return err
}

// A Wrapped has the methods of the type that it embeds, so that it is written as
// that type is.
type Wrapped struct {
	Money
}

// All has them as fields.
type All struct {
	Money   Money             `json:"money"`
	Range   Range             `json:"range"`
	Version Version           `json:"version"`
	Path    Path              `json:"path"`
	Level   Level             `json:"level"`
	Names   Names             `json:"names"`
	Big     big.Int           `json:"big"`
	Ptr     *Money            `json:"ptr"`
	Text    *Version          `json:"text,omitempty"`
	List    []Range           `json:"list"`
	Map     map[Level]Version `json:"map"`
	Paths   map[string]Path   `json:"paths"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Money(ctx context.Context, v Money) (Money, error)
	Range(ctx context.Context, v Range) (Range, error)
	RangePtr(ctx context.Context, v *Range) (*Range, error)
	Version(ctx context.Context, v Version) (Version, error)
	Path(ctx context.Context, v Path) (Path, error)
	Paths(ctx context.Context, v ...*Path) ([]*Path, error)
	Level(ctx context.Context, v Level) (Level, error)
	Names(ctx context.Context, v Names) (Names, error)
	Wrapped(ctx context.Context, v Wrapped) (Wrapped, error)
	Big(ctx context.Context, v *big.Int) (*big.Int, error)
	BigValue(ctx context.Context, v big.Int) (big.Int, error)
	Float(ctx context.Context, v *big.Float) (string, error)
	Prefix(ctx context.Context, v netip.Prefix) (netip.Prefix, error)
	IP(ctx context.Context, v net.IP) (net.IP, error)
	All(ctx context.Context, v All) (All, error)
}
