package api

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Every has a field for each kind of type that the wire can carry, beside those of
// [Values].
type Every struct {
	Sizes
	*Extra        // what is embedded by a pointer may be absent
	Quoted Quoted `json:"quoted"`
	Absent Absent `json:"absent"`
	Lists  Lists  `json:"lists"`
	Maps   Maps   `json:"maps"`
	Named  Named  `json:"named"`
	Own    Own    `json:"own"`

	Page    Page[Node]       `json:"page"`   // a generic type
	Pages   Page[Page[Hue]]  `json:"pages"`  // of itself, with an enum
	Halves  Either[int, Hue] `json:"halves"` // with two parameters
	Tree    *Tree            `json:"tree"`   // recursive by pointers
	Forest  Forest           `json:"forest"` // recursive without a struct
	Graph   Graph            `json:"graph"`  // the same with maps
	Literal struct {         // without a name
		X int    `json:"x"`
		Y string `json:"y,omitempty"`
	} `json:"literal"`
	Odd struct {
		Dash  int `json:"a-b"`
		Quote int `json:"a/b:c"`
		Class int `json:"class"`
		Digit int `json:"1st"`
	} `json:"odd"` // names that are none in JavaScript
	Empty struct{} `json:"empty"`

	Raw   json.RawMessage `json:"raw"`
	Any   any             `json:"any"`
	Anys  []any           `json:"anys"`
	Hue   Hue             `json:"hue"`
	Hues  []Hue           `json:"hues"`
	Flags Flags           `json:"flags"`
}

// Sizes has numbers of all sizes.
type Sizes struct {
	Int8    int8    `json:"int8"`
	Int16   int16   `json:"int16"`
	Int32   int32   `json:"int32"`
	Int64   int64   `json:"int64"`
	Uint8   uint8   `json:"uint8"`
	Uint16  uint16  `json:"uint16"`
	Uint32  uint32  `json:"uint32"`
	Uint64  uint64  `json:"uint64"`
	Uintptr uintptr `json:"uintptr"`
	Float32 float32 `json:"float32"`
}

// Extra is embedded by a pointer.
type Extra struct {
	Note string     `json:"note"`
	Seen *time.Time `json:"seen"`
}

// Quoted has what travels as text.
type Quoted struct {
	Int   int64   `json:"int,string"`
	Uint  uint64  `json:"uint,string"`
	Float float64 `json:"float,string"`
	Bool  bool    `json:"bool,string"`
	Text  string  `json:"text,string"`
	Maybe *int64  `json:"maybe,string,omitempty"`
}

// Absent has what may be absent.
type Absent struct {
	Text    string          `json:"text,omitempty"`
	Number  int             `json:"number,omitempty"`
	List    []int           `json:"list,omitempty"`
	Map     map[string]int  `json:"map,omitempty"`
	When    time.Time       `json:"when,omitzero"`
	Inner   Inner           `json:"inner,omitzero"`
	Pointer *int            `json:"pointer"`
	Deep    **Inner         `json:"deep"`
	Bytes   *[]byte         `json:"bytes"`
	Listed  *[]int          `json:"listed"`
	Hue     Hue             `json:"hue,omitempty"`
	MaybeBe *Hue            `json:"maybeHue"`
	Raw     json.RawMessage `json:"raw,omitempty"`
}

// Inner is a struct in a struct.
type Inner struct {
	N int `json:"n"`
}

// Lists has lists and arrays.
type Lists struct {
	Texts    []string     `json:"texts"`
	Nested   [][]int16    `json:"nested"`
	Structs  []Inner      `json:"structs"`
	Pointers []*Inner     `json:"pointers"` // nil is null
	Times    []time.Time  `json:"times"`
	Blobs    [][]byte     `json:"blobs"`
	Floats   []float32    `json:"floats"`
	Two      [2]Inner     `json:"two"`
	Maybe    [3]*int      `json:"maybe"`
	Five     [5]uint16    `json:"five"`
	None     [0]int       `json:"none"`
	Octets   [4]uint8     `json:"octets"`
	Grid     [2][2]string `json:"grid"`
}

// Maps has maps with keys of all kinds.
type Maps struct {
	Texts    map[string]string         `json:"texts"`
	Structs  map[string]Inner          `json:"structs"`
	Pointers map[string]*Inner         `json:"pointers"`
	Lists    map[string][]string       `json:"lists"`
	Maps     map[string]map[int64]bool `json:"maps"`
	Int8     map[int8]string           `json:"int8"`
	Uint64   map[uint64]time.Time      `json:"uint64"`
	ByHue    map[Hue]int               `json:"byHue"`
	ByFlags  map[Flags]int             `json:"byFlags"`
	ByPoint  map[Point]int             `json:"byPoint"`
	Blobs    map[string][]byte         `json:"blobs"`
	Anys     map[string]any            `json:"anys"`
}

// Named has types with names.
type Named struct {
	Title   Title         `json:"title"`
	Count   Count         `json:"count"`
	Blob    Blob          `json:"blob"`
	Titles  Titles        `json:"titles"`
	Took    time.Duration `json:"took"`
	Pair    Pair          `json:"pair"`
	Alias   Alias         `json:"alias"`
	Instant Instant       `json:"instant"`
	Number  json.Number   `json:"number"`
}

type (
	// Title is a text.
	Title string
	// Count is a small number.
	Count uint16
	// Blob has bytes.
	Blob []byte
	// Titles is a list.
	Titles []Title
	// Pair is an array.
	Pair [2]Count
	// Alias is another name.
	Alias = Inner
	// Instant is another name for a type of another package.
	Instant = time.Time
	// Forest is a list of itself.
	Forest []Forest
	// Graph is a map to itself.
	Graph map[string]Graph
)

// Own has types that write themselves.
type Own struct {
	Point  Point  `json:"point"`
	Points *Point `json:"points"`
	Anyhow Anyhow `json:"anyhow"`
}

// A Point is a text, "1,2".
type Point struct{ X, Y int }

// MarshalText writes p.
func (p Point) MarshalText() ([]byte, error) {
	return []byte(strconv.Itoa(p.X) + "," + strconv.Itoa(p.Y)), nil
}

// UnmarshalText reads p.
func (p *Point) UnmarshalText(text []byte) error {
	x, y, ok := strings.Cut(string(text), ",")
	if !ok {
		return errors.New("no comma")
	}
	var errX, errY error
	p.X, errX = strconv.Atoi(x)
	p.Y, errY = strconv.Atoi(y)
	return errors.Join(errX, errY)
}

// Anyhow is true, or a list.
type Anyhow struct{ List []int }

// MarshalJSON writes a.
func (a Anyhow) MarshalJSON() ([]byte, error) {
	if a.List == nil {
		return []byte("true"), nil
	}
	return json.Marshal(a.List)
}

// UnmarshalJSON reads a.
func (a *Anyhow) UnmarshalJSON(data []byte) error {
	if string(data) == "true" {
		a.List = nil
		return nil
	}
	return json.Unmarshal(data, &a.List)
}

// A Page is a part of a list.
type Page[T any] struct {
	Items []T  `json:"items"`
	Next  *int `json:"next,omitempty"`
}

// Either has one or both.
type Either[L, R any] struct {
	Left  *L `json:"left,omitempty"`
	Right *R `json:"right,omitempty"`
}

// A Tree has two branches at most.
type Tree struct {
	Left  *Tree `json:"left,omitempty"`
	Right *Tree `json:"right,omitempty"`
	Value int   `json:"value"`
}

// A Hue is an enum without a member for its zero value.
type Hue string

// The hues.
const (
	Warm Hue = "warm"
	Cold Hue = "cold*/" // which must not end a comment
)

// Flags are bits.
type Flags uint8

// The bits.
const (
	Read  Flags = 1
	Write Flags = 2
	Exec  Flags = 4
)
