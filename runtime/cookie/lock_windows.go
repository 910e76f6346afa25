package cookie

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"unsafe"
)

const (
	// canLock says whether there are locks between programs here.
	canLock = true
	// lockToRead says whether a reader may hinder a writer's rename. On Windows a
	// file that is open cannot be replaced.
	lockToRead = true
	// safeOpen: links are found by Lstat alone here.
	safeOpen = 0
)

var (
	kernel32     = syscall.NewLazyDLL("kernel32.dll")
	lockFileEx   = kernel32.NewProc("LockFileEx")
	unlockFileEx = kernel32.NewProc("UnlockFileEx")
)

// From the Windows headers.
const (
	lockfileFailImmediately = 1
	lockfileExclusiveLock   = 2
	errorLockViolation      = syscall.Errno(33)
	allBytes                = 0xffffffff
)

// takeLock takes the lock of an open file. If somebody holds it, it waits or
// returns false.
func takeLock(f *os.File, wait bool) (bool, error) {
	how := uintptr(lockfileExclusiveLock)
	if !wait {
		how |= lockfileFailImmediately
	}
	var at syscall.Overlapped
	ok, _, err := lockFileEx.Call(f.Fd(), how, 0, allBytes, allBytes, uintptr(unsafe.Pointer(&at)))
	switch {
	case ok != 0:
		return true, nil
	case errors.Is(err, errorLockViolation), errors.Is(err, syscall.ERROR_IO_PENDING):
		return false, nil
	}
	return false, err
}

// unlock gives the lock back. After a mere close Windows may take its time.
func unlock(f *os.File) {
	var at syscall.Overlapped
	_, _, _ = unlockFileEx.Call(f.Fd(), 0, allBytes, allBytes, uintptr(unsafe.Pointer(&at)))
}

// checkOwner does nothing: a file in the user's profile is the user's alone
// unless somebody shares it, and its mode bits say nothing.
func checkOwner(string, fs.FileInfo) error { return nil }

// checkDir does nothing, for the same reason.
func checkDir(string) error { return nil }

// syncDir does nothing: Windows has no such call for directories.
func syncDir(string, func(*os.File) error) error { return nil }
