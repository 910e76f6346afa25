package cache

import (
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// Key returns the key of a run of this program: a hash of all that decides about
// the run. It is "" if this program cannot be told from others.
func Key(facts ...any) string {
	tool, err := program()
	if err != nil {
		return ""
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", tool)
	for _, v := range facts {
		fmt.Fprintf(h, "%#v\n", v)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// program returns what tells this program from any other.
var program = sync.OnceValues(func() (string, error) {
	f, err := os.Open("/proc/self/exe") // also if another program has taken the name
	if err != nil {
		name, err := os.Executable()
		if err != nil {
			return "", err
		}
		if f, err = os.Open(name); err != nil {
			return "", err
		}
	}
	defer func() { _ = f.Close() }()
	return identify(f)
})

// identify returns the build ID that the go command gave to a program, of which
// the last part is a hash of the program, or else a hash of all of it.
func identify(f *os.File) (string, error) {
	if x, err := elf.NewFile(f); err == nil {
		if s := x.Section(".note.go.buildid"); s != nil {
			if id, err := s.Data(); err == nil && strings.Count(string(id), "/") == 3 {
				return string(id), nil
			}
		}
	}
	h := sha256.New()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	_, err := io.Copy(h, f)
	return string(h.Sum(nil)), err
}
