package tsrpc

import (
	"encoding/json"
	"go/constant"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rpcgen/rpcgen/generator/model"
)

// enumMembers returns the values of a type whose constants list what it can be, nil if
// it is no such type. One constant makes no list, nor do bits that can be combined.
func enumMembers(t *model.Type) []*item {
	if t.Decl == nil || isBitSet(t) {
		return nil
	}
	var list []*item
	seen := map[string]bool{}
	values := 0
	for _, v := range t.Decl.Values {
		value := enumValue(t, v.Value)
		if value == "" {
			return nil
		}
		if !seen[value] {
			values++
		}
		seen[value] = true
		list = append(list, &item{Value: json.RawMessage(value), constant: v.Name, comment: comment(v.Doc)})
	}
	if values < 2 {
		return nil
	}
	return list
}

// enumValue returns a constant as JSON, "" if the type has no constants there, or this
// one cannot be sent.
func enumValue(t *model.Type, v constant.Value) string {
	switch {
	case t.Kind == model.String && v.Kind() == constant.String:
		if s := constant.StringVal(v); utf8.ValidString(s) {
			return quote(s)
		}
	case t.Kind >= model.Int && t.Kind <= model.Uintptr:
		const most = 1<<53 - 1
		if n, exact := constant.Int64Val(constant.ToInt(v)); exact && n <= most && n >= -most {
			return strconv.FormatInt(n, 10)
		}
	}
	return ""
}

// unlistedZero returns the zero value of an enum if it is none of its members, "" if it
// is one.
func unlistedZero(t *model.Type) string {
	members := enumMembers(t)
	if members == nil {
		return ""
	}
	zero := "0"
	if t.Kind == model.String {
		zero = `""`
	}
	for _, m := range members {
		if string(m.Value) == zero {
			return ""
		}
	}
	return zero
}

// isBitSet says whether the constants of a type are bits that are combined: 1, 2 and
// 4, but no 3, which a list of values would have.
func isBitSet(t *model.Type) bool {
	if t.Decl == nil || t.Kind < model.Int || t.Kind > model.Uintptr {
		return false
	}
	var all uint64 // of the single bits
	has := map[uint64]bool{}
	for _, v := range t.Decl.Values {
		n, ok := constant.Uint64Val(constant.ToInt(v.Value))
		if !ok {
			return false
		}
		has[n] = true
		if bits.OnesCount64(n) == 1 {
			all |= n
		}
	}
	for n := range has {
		if n&^all != 0 {
			return false
		}
	}
	return has[1] && has[2] && has[4] && !has[3]
}

// bitNames lists the constants of a type with their values.
func bitNames(t *model.Type) string {
	var list []string
	for _, v := range t.Decl.Values {
		list = append(list, v.Name+" is "+v.Value.ExactString())
	}
	return strings.Join(list, ", ")
}
