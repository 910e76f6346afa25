package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// write makes all changes or, if one fails, none.
//
// The new files are written beside the old ones first. Then each old file is
// linked to a second name and the new one renamed over it. Until the last one is
// in place the second names are there to go back to.
func write(changes []*change) (err error) {
	var undo []func()
	defer func() {
		if err != nil {
			for i := len(undo) - 1; i >= 0; i-- {
				undo[i]()
			}
		}
	}()
	for _, c := range changes {
		if c.New == nil {
			continue
		}
		made, err := mkdirAll(filepath.Dir(c.path))
		for _, dir := range made {
			undo = append(undo, func() { _ = os.Remove(dir) })
		}
		if err != nil {
			return cannot("make the directory of", c.Name, err)
		}
		err = c.stage()
		undo = append(undo, c.unstage)
		if err != nil {
			return cannot("write", c.Name, err)
		}
	}
	for _, c := range changes {
		err := c.swap()
		undo = append(undo, c.unswap)
		if err != nil {
			return cannot("write", c.Name, err)
		}
	}
	for _, c := range changes {
		if c.kept != "" {
			_ = os.Remove(c.kept)
		}
	}
	return nil
}

// stage writes the new file under a temporary name in the directory where it shall be.
func (c *change) stage() error {
	mode := c.mode
	if mode == 0 {
		mode = 0o666 // and the system takes away what the user does not want
	}
	f, err := c.create(mode)
	if err != nil {
		return err
	}
	c.temp = f.Name()
	_, err = f.Write(c.New)
	if c.mode != 0 {
		err = errors.Join(err, os.Chmod(c.temp, c.mode))
	}
	return errors.Join(err, f.Close())
}

func (c *change) create(mode fs.FileMode) (*os.File, error) {
	for i := 0; ; i++ {
		f, err := os.OpenFile(c.hidden(i), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// hidden returns a name beside the file. The leading dot hides it from the go command.
func (c *change) hidden(i int) string {
	dir, base := filepath.Split(c.path)
	return fmt.Sprintf("%s.%s.%d-%d.tmp", dir, base, os.Getpid(), i)
}

func (c *change) unstage() {
	if c.temp != "" {
		_ = os.Remove(c.temp)
	}
}

// swap puts the new file into its place and keeps the old one.
func (c *change) swap() error {
	if c.Old != nil {
		if err := c.keep(); err != nil {
			return err
		}
	}
	if c.New == nil {
		return nil
	}
	return os.Rename(c.temp, c.path)
}

// keep gives the old file a second name and, if it shall go, takes away the first.
func (c *change) keep() error {
	for i := 0; ; i++ {
		kept := c.hidden(i)
		if _, err := os.Lstat(kept); err == nil {
			continue
		}
		if c.New == nil || os.Link(c.path, kept) != nil {
			// Not every file system has links. Then there is a moment without the file.
			err := os.Rename(c.path, kept)
			if c.New == nil && errors.Is(err, fs.ErrNotExist) {
				return nil // another run was faster
			}
			if err != nil {
				return err
			}
		}
		c.kept = kept
		return nil
	}
}

func (c *change) unswap() {
	switch {
	case c.kept != "":
		_ = os.Rename(c.kept, c.path)
		_ = os.Remove(c.kept) // still there if both names were of one file
	case c.Old == nil && c.New != nil:
		if _, err := os.Lstat(c.temp); errors.Is(err, fs.ErrNotExist) {
			_ = os.Remove(c.path) // it was renamed already
		}
	}
}

// mkdirAll is os.MkdirAll and returns the directories that were missing, outermost first.
func mkdirAll(dir string) (made []string, err error) {
	for d := dir; ; d = filepath.Dir(d) {
		_, err := os.Stat(d)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || d == filepath.Dir(d) {
			break
		}
		made = append(made, d)
	}
	slices.Reverse(made)
	return made, os.MkdirAll(dir, 0o777)
}
