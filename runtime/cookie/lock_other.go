//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package cookie

import (
	"errors"
	"io/fs"
	"os"
)

// There are no locks between programs here, so [NewFile] refuses and nothing
// below is reached.
const (
	canLock    = false
	lockToRead = true
	safeOpen   = 0
)

func takeLock(*os.File, bool) (bool, error) { return false, errors.ErrUnsupported }

func unlock(*os.File) {}

func checkOwner(string, fs.FileInfo) error { return errors.ErrUnsupported }

func checkDir(string) error { return errors.ErrUnsupported }

func syncDir(string, func(*os.File) error) error { return errors.ErrUnsupported }
