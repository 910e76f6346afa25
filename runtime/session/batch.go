package session

import (
	"context"
	"slices"
)

// A Tx is what the function of a [Session.Batch] works on. It is good until that
// function returns, and for one goroutine.
type Tx struct {
	snap   *snapshot
	read   map[string]bool
	writes []Write
}

// Batch reads and writes several keys as one step: all of f's writes are done or
// none, and nothing that f has read has changed by then. If f returns an error,
// nothing is written and Batch returns that error. F follows the same rules as
// that of [Key.Update].
func (s *Session) Batch(ctx context.Context, f func(*Tx) error) error {
	return s.change(ctx, func(snap *snapshot) (Change, error) {
		tx := &Tx{snap: snap, read: map[string]bool{}}
		if err := f(tx); err != nil {
			return Change{}, err
		}
		return tx.change(), nil
	})
}

// Get reads the value of a key into the variable that v points to, and reports
// whether there is one. It sees what this batch has written.
func (tx *Tx) Get(name string, v any) (bool, error) {
	if err := checkName(name); err != nil {
		return false, err
	}
	if i := tx.index(name); i >= 0 {
		return decode(name, tx.writes[i].Data, v)
	}
	tx.read[name] = true
	return decode(name, tx.snap.rec.Values[name].Data, v)
}

// Set gives a key a value.
func (tx *Tx) Set(name string, v any) error {
	if err := checkName(name); err != nil {
		return err
	}
	data, err := encode(name, v)
	if err != nil {
		return err
	}
	tx.write(name, data)
	return nil
}

// Delete removes a key.
func (tx *Tx) Delete(name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	tx.write(name, nil)
	return nil
}

func (tx *Tx) index(name string) int {
	return slices.IndexFunc(tx.writes, func(w Write) bool { return w.Key == name })
}

func (tx *Tx) write(name string, data []byte) {
	if i := tx.index(name); i >= 0 {
		tx.writes[i].Data = data
		return
	}
	tx.writes = append(tx.writes, Write{Key: name, Data: data, If: Any})
}

// change returns the writes, with conditions on all that was read. For a stored
// session that is its revision. One that is not stored has none: there every key
// that was read must still be absent.
func (tx *Tx) change() Change {
	c := Change{Writes: tx.writes}
	if len(tx.writes) == 0 || len(tx.read) == 0 {
		return c
	}
	if tx.snap.state == alive {
		c.If = tx.snap.rec.Rev
		return c
	}
	for name := range tx.read {
		if i := tx.index(name); i >= 0 {
			c.Writes[i].If = Absent
		} else {
			c.Writes = append(c.Writes, Write{Key: name, If: Absent})
		}
	}
	return c
}
