package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Put makes changes that did not come from [Run], with the same promise: all of them
// or, after an error, none. Links stay links, and files keep their mode. A new file
// must not exist, and an old one must be what the change says.
func Put(changes []Change) error {
	list := make([]*change, len(changes))
	for i, c := range changes {
		list[i] = &change{Change: c, path: c.Name}
		if err := list[i].current(); err != nil {
			return err
		}
	}
	return write(list)
}

// current checks that the disk is as the change expects it.
func (c *change) current() error {
	if c.Old == nil {
		_, err := os.Lstat(c.path)
		switch {
		case err == nil:
			return fmt.Errorf("%s exists already; rename or delete it", c.Name)
		case !errors.Is(err, fs.ErrNotExist):
			return cannot("write", c.Name, err)
		}
		return nil
	}
	if err := c.follow(); err != nil {
		return err
	}
	info, err := os.Stat(c.path)
	if err != nil {
		return cannot("read", c.Name, err)
	}
	now, err := os.ReadFile(c.path)
	if err != nil {
		return cannot("read", c.Name, err)
	}
	if !bytes.Equal(now, c.Old) {
		return fmt.Errorf("%s has just been changed by somebody else; try again", c.Name)
	}
	c.mode = info.Mode().Perm()
	return nil
}
