package session

import "context"

// A Key is a named value of type T in sessions. Declare one as a variable:
//
//	var Cart = session.NewKey[[]Item]("cart")
//
// T must be a type that encoding/json can write and read back. Two keys of one
// name are the same key, whatever their types. Methods take the ctx of the call
// and fail as those of [Session] do. A Key may be used by several goroutines at once.
type Key[T any] struct{ name string }

// NewKey returns the key of a name: 1 to 128 bytes of UTF-8 without NUL that do
// not begin with "__". It panics at any other, as that is a mistake in the program.
func NewKey[T any](name string) Key[T] {
	if err := checkName(name); err != nil {
		panic(err)
	}
	return Key[T]{name: name}
}

// Name returns the key's name.
func (k Key[T]) Name() string { return k.name }

// Get returns the value, T's zero value if there is none.
func (k Key[T]) Get(ctx context.Context) (T, error) {
	v, _, err := k.Lookup(ctx)
	return v, err
}

// Lookup returns the value and whether there is one.
func (k Key[T]) Lookup(ctx context.Context) (v T, ok bool, err error) {
	ok, err = From(ctx).Get(ctx, k.name, &v)
	return v, ok, err
}

// Peek is [Key.Get] for calls that do not count as a use of the session; see
// [Session.Peek].
func (k Key[T]) Peek(ctx context.Context) (v T, err error) {
	_, err = From(ctx).Peek(ctx, k.name, &v)
	return v, err
}

// Set stores a value. Of several at the same time, the last one stays.
func (k Key[T]) Set(ctx context.Context, v T) error { return From(ctx).Set(ctx, k.name, v) }

// Delete removes the value. It is no error if there is none.
func (k Key[T]) Delete(ctx context.Context) error { return From(ctx).Delete(ctx, k.name) }

// Update replaces the value with what f makes of it, T's zero value if there is
// none, and returns the new one. Nothing comes between reading and writing: of
// 100 parallel increments, none is lost. If f returns an error, nothing is
// written and Update returns that error.
//
// F may be called again when another call gets in between, so it must do
// nothing but compute, and must not write to the session. Update gives up with
// [ErrConflict] after 100 tries or when ctx ends.
func (k Key[T]) Update(ctx context.Context, f func(T) (T, error)) (T, error) {
	var out T
	err := From(ctx).update(ctx, k.name, func(data []byte) ([]byte, error) {
		var v T
		if _, err := decode(k.name, data, &v); err != nil {
			return nil, err
		}
		v, err := f(v)
		if err != nil {
			return nil, err
		}
		out = v
		return encode(k.name, v)
	})
	if err != nil {
		var zero T
		return zero, err
	}
	return out, nil
}

// Take removes the value and returns it. Of several at the same time, one gets it.
func (k Key[T]) Take(ctx context.Context) (v T, ok bool, err error) {
	err = From(ctx).update(ctx, k.name, func(data []byte) ([]byte, error) {
		var taken T
		ok, err = decode(k.name, data, &taken)
		v = taken
		return nil, err
	})
	if err != nil {
		var zero T
		return zero, false, err
	}
	return v, ok, nil
}

// SetIfAbsent stores a value if there is none, and reports whether it did. Of
// several at the same time, one does.
func (k Key[T]) SetIfAbsent(ctx context.Context, v T) (bool, error) {
	fresh, err := encode(k.name, v)
	if err != nil {
		return false, err
	}
	set := false
	err = From(ctx).change(ctx, func(snap *snapshot) (Change, error) {
		if set = snap.rec.Values[k.name].Data == nil; !set {
			return Change{}, nil
		}
		return Change{Writes: []Write{{Key: k.name, Data: fresh, If: Absent}}}, nil
	})
	return set && err == nil, err
}

// GetTx is [Key.Get] within a [Session.Batch].
func (k Key[T]) GetTx(tx *Tx) (v T, err error) {
	_, err = tx.Get(k.name, &v)
	return v, err
}

// SetTx is [Key.Set] within a [Session.Batch].
func (k Key[T]) SetTx(tx *Tx, v T) error { return tx.Set(k.name, v) }

// DeleteTx is [Key.Delete] within a [Session.Batch].
func (k Key[T]) DeleteTx(tx *Tx) error { return tx.Delete(k.name) }
