package cookie

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// fileVersion is the version of the form that this package writes.
const fileVersion = 1

// fileForm is what a jar's file holds, as JSON.
type fileForm struct {
	Version int               `json:"version"`
	Origins map[string]*entry `json:"origins"`
}

// errDamaged is a file that holds no jar. It is put aside; see [File].
var errDamaged = errors.New("the file is damaged")

// decode reads what [encode] has written. An empty file is an empty jar. Errors
// do not quote the file.
func decode(data []byte) (map[string]*entry, error) {
	if len(data) == 0 {
		return map[string]*entry{}, nil
	}
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil || head.Version < 1 {
		return nil, errDamaged
	}
	if head.Version > fileVersion {
		return nil, fmt.Errorf("%w: a newer version of this program wrote it (form %d, this one knows %d); update, or use another file",
			ErrFormat, head.Version, fileVersion)
	}
	var form fileForm
	if err := json.Unmarshal(data, &form); err != nil {
		return nil, errDamaged
	}
	for origin, e := range form.Origins {
		if e == nil || e.Cookie == nil || origin == "" {
			return nil, errDamaged
		}
	}
	if form.Origins == nil {
		form.Origins = map[string]*entry{}
	}
	return form.Origins, nil
}

// encode returns the file of these entries.
func encode(entries map[string]*entry) ([]byte, error) {
	data, err := json.MarshalIndent(fileForm{Version: fileVersion, Origins: entries}, "", "\t")
	if err != nil {
		// The reason may quote a value.
		return nil, errors.New("the cookie holds something that is not JSON")
	}
	return append(data, '\n'), nil
}

// read returns what the file holds, nothing if there is no file.
func (f *File) read() (map[string]*entry, error) {
	if err := checkDir(filepath.Dir(f.path)); err != nil {
		return nil, err
	}
	file, err := openPlain(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]*entry{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%w: it is larger than %d bytes, which no jar is; use another file", ErrFormat, MaxFile)
	}
	return decode(data)
}

// readOrPutAside returns what the file holds. A damaged file gets another name
// and holds nothing. It is called with the lock held.
func (f *File) readOrPutAside() (map[string]*entry, error) {
	entries, err := f.read()
	if !errors.Is(err, errDamaged) {
		return entries, err
	}
	aside := f.path + ".bad-" + wallClock().Format("20060102T150405.000000000Z")
	if err := os.Rename(f.path, aside); err != nil {
		return nil, fmt.Errorf("%w and cannot be put aside: %w", errDamaged, err)
	}
	f.opts.log().Error("rpcgen: the cookie jar was damaged and starts empty", "file", f.path, "aside", aside)
	return map[string]*entry{}, nil
}

// write replaces the file. It is called with the lock held.
func (f *File) write(data []byte) error {
	temp := f.path + ".tmp"
	// One may be left from a program that was killed here. Nobody else
	// uses it now, as the lock is ours.
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := f.writeNew(temp, data)
	if err == nil {
		err = os.Rename(temp, f.path)
	}
	if err != nil {
		_ = os.Remove(temp) // as far as possible; the next write tries again
		return err
	}
	return syncDir(filepath.Dir(f.path), f.sync)
}

// writeNew writes a file that does not exist yet, down to the disk.
func (f *File) writeNew(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|safeOpen, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = f.sync(file)
	}
	return errors.Join(err, file.Close())
}

// openPlain opens a file that only we can have written.
func openPlain(path string) (*os.File, error) {
	if err := checkPlain(path); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDONLY|safeOpen, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat() // of what is open: the name may be another's by now
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%w: %s is not a plain file; use another name", ErrUnsafe, path)
	}
	if err == nil {
		err = checkOwner(path, info)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// checkPlain refuses what is there and is not a file: a link might lead to
// another's, and a pipe would not answer.
func checkPlain(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%w: %s is a symbolic link; name the file that it leads to", ErrUnsafe, path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w: %s is not a plain file; use another name", ErrUnsafe, path)
	}
	return nil
}
