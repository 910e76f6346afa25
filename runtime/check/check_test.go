package check

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

type code string

func (c *code) Validate() error {
	if *c == "bad" {
		return errBad
	}
	return nil
}

var errBad = errors.New("it is bad")

type stage int

func (stage) String() string { return "not how it is sent" }

type point struct{ x, y int }

func (p point) MarshalText() ([]byte, error) {
	if p.x < 0 {
		return nil, errBad
	}
	return fmt.Appendf(nil, "%d/%d", p.x, p.y), nil
}

// The path of an error is that of the value, and its cause can be found.
func TestPaths(t *testing.T) {
	bad, long := code("bad"), strings.Repeat("é", 40)
	tests := []struct {
		err  error
		want string
	}{
		{Invalid("days", "Must be at least 1."), "Property `days`: Must be at least 1."},
		{At("a", At("0", Invalid("b.c", "No."))), "Property `a.0.b.c`: No."},
		{At("a", errBad), "Property `a`: it is bad"},
		{Validate(&bad), "it is bad"},
		{At("a", List([]code{"", "bad", "bad"}, Validate)), "Property `a.1`: it is bad"},
		{At("a", Pointer(&bad, Validate)), "Property `a`: it is bad"},
		{Map(map[string]code{"z": "bad", "b": "", "c": "bad"}, Validate), "Property `c`: it is bad"},
		{Map(map[stage]code{-1: "bad"}, Validate), "Property `-1`: it is bad"},
		{Map(map[uint8]code{10: "bad", 9: "bad"}, Validate), "Property `10`: it is bad"},
		{Map(map[point]code{{1, 2}: "bad"}, Validate), "Property `1/2`: it is bad"},
		{Map(map[point]code{{-1, 2}: "bad"}, Validate), "Property `check.point`: it is bad"},
		{Map(map[string]code{long: "bad"}, Validate), "Property `" + long[:64] + "…`: it is bad"},
		{Map(map[int][]code{7: {"bad"}}, func(l *[]code) error { return List(*l, Validate) }), "Property `7.0`: it is bad"},
	}
	for _, test := range tests {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("got %v, want %s", test.err, test.want)
		}
	}
	if !errors.Is(At("a", At("b", errBad)), errBad) {
		t.Error("the cause is lost")
	}
}

func TestFine(t *testing.T) {
	for i, err := range []error{
		At("a", nil),
		Pointer(nil, func(*code) error { return errBad }),
		List([]code{"", "good"}, Validate),
		List([]code(nil), Validate),
		Map(map[string]code{"a": "good"}, Validate),
	} {
		if err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func TestTests(t *testing.T) {
	nan := math.NaN()
	for i, got := range []bool{
		Below(0.5, 0.5), Above(0.5, 0.5), Below(math.Inf(1), 1), Above(math.Inf(-1), 1),
		OneOf("c", "a", "b"), OneOf(""), Characters("é😀\n") != 3, Characters(code("")) != 0,
	} {
		if got {
			t.Errorf("%d is true", i)
		}
	}
	for i, got := range []bool{Below(0.4, 0.5), Above(0.6, 0.5), Below(nan, 0), Above(nan, 0), Below(float32(nan), 0), OneOf(2, 1, 2)} {
		if !got {
			t.Errorf("%d is false", i)
		}
	}
}

// Nothing is allocated while all is well.
func TestAllocations(t *testing.T) {
	list, m := make([]code, 10), map[string]code{"a": ""}
	if n := testing.AllocsPerRun(100, func() {
		if At("a", List(list, Validate)) != nil || Pointer(&list[0], Validate) != nil || !OneOf(list[0], "", "b") || Characters(list[0]) > 0 {
			t.Fatal("it is refused")
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { _ = Map(m, Validate) }); n > 1 { // the copy of the value
		t.Errorf("%v allocations for a map", n)
	}
}
