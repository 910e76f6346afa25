package breaking

import (
	"math/big"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// related is how the values of a new type on the wire lie to those of an old one.
type related int

const (
	same     related = iota
	widened          // there are more
	narrowed         // there are fewer
	changed          // there are others
)

// relation compares two types that are neither containers nor structs, or not both.
func relation(old, new *model.Type) related {
	a, b := old.Kind, new.Kind
	switch {
	case opaque(old) || opaque(new):
		if emit.TypeRef(old) == emit.TypeRef(new) {
			return same // whatever its methods write
		}
		return changed
	case a == model.Any && b == model.Any, a == model.RawJSON && b == model.RawJSON,
		a == model.Any && b == model.RawJSON, a == model.RawJSON && b == model.Any:
		return same
	case b == model.Any || b == model.RawJSON:
		return widened
	case a == model.Any || a == model.RawJSON:
		return narrowed
	}
	if x, y := bounds(a), bounds(b); x != nil && y != nil {
		return within(x, y)
	}
	switch {
	case a == b:
		return same
	case a == model.Float32 && b == model.Float64, bounds(a) != nil && b == model.Float64 && exact(a):
		return widened
	case a == model.Float64 && b == model.Float32, a == model.Float64 && bounds(b) != nil && exact(b):
		return narrowed
	case b == model.String && text(a):
		return widened
	case a == model.String && text(b):
		return narrowed
	}
	return changed
}

// opaque says that only methods of the type know what it is on the wire.
func opaque(t *model.Type) bool { return t.Kind == model.Custom || t.Kind == model.Text }

// text says that values are texts of a form.
func text(k model.Kind) bool { return k == model.Time || k == model.Bytes }

// exact says that a float64 holds every value.
func exact(k model.Kind) bool {
	switch k {
	case model.Int8, model.Int16, model.Int32, model.Uint8, model.Uint16, model.Uint32:
		return true
	default:
		return false
	}
}

// bounds returns the least and the greatest value of an integer kind, nil for others.
func bounds(k model.Kind) []*big.Int {
	bits, signed := 64, true
	switch k {
	case model.Int8:
		bits = 8
	case model.Int16:
		bits = 16
	case model.Int32:
		bits = 32
	case model.Int, model.Int64:
	case model.Uint8:
		bits, signed = 8, false
	case model.Uint16:
		bits, signed = 16, false
	case model.Uint32:
		bits, signed = 32, false
	case model.Uint, model.Uint64, model.Uintptr:
		signed = false
	default:
		return nil
	}
	one := big.NewInt(1)
	if !signed {
		return []*big.Int{new(big.Int), new(big.Int).Lsh(one, uint(bits))}
	}
	half := new(big.Int).Lsh(one, uint(bits-1))
	return []*big.Int{new(big.Int).Neg(half), half}
}

// within compares two ranges.
func within(a, b []*big.Int) related {
	low, high := b[0].Cmp(a[0]), b[1].Cmp(a[1])
	switch {
	case low == 0 && high == 0:
		return same
	case low <= 0 && high >= 0:
		return widened
	}
	return narrowed // or some more and some fewer: either way some are refused
}
