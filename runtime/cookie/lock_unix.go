//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package cookie

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

const (
	// canLock says whether there are locks between programs here.
	canLock = true
	// lockToRead says whether a reader may hinder a writer's rename.
	lockToRead = false
	// safeOpen keeps an open from following a link and from waiting for the
	// other end of a pipe.
	safeOpen = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
)

// takeLock takes the lock of an open file. If somebody holds it, it waits or
// returns false.
func takeLock(f *os.File, wait bool) (bool, error) {
	how := syscall.LOCK_EX
	if !wait {
		how |= syscall.LOCK_NB
	}
	for {
		err := syscall.Flock(int(f.Fd()), how)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		default:
			return false, err
		}
	}
}

// unlock gives the lock back. Closing the file would do, but for a child process
// that is being started just now and still has it open.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

// checkOwner refuses a file that others can read or that is not ours.
func checkOwner(path string, info fs.FileInfo) error {
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("%w: other users may use it (mode %04o); run: chmod 600 %s", ErrUnsafe, mode, path)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: it belongs to user %d and this program runs as user %d; give it a file of its own",
			ErrUnsafe, stat.Uid, os.Geteuid())
	}
	return nil
}

// checkDir refuses a directory in which others can put a file of theirs in the
// place of ours. Where there is none, there is nothing to refuse.
func checkDir(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if mode := info.Mode(); mode&0o022 != 0 && mode&fs.ModeSticky == 0 {
		return fmt.Errorf("%w: other users may write its directory (mode %04o); run: chmod go-w %s", ErrUnsafe, mode.Perm(), dir)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid != 0 && int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: its directory %s belongs to user %d and this program runs as user %d; give it a directory of its own",
			ErrUnsafe, dir, stat.Uid, os.Geteuid())
	}
	return nil
}

// syncDir makes a rename in a directory last through a power cut.
func syncDir(dir string, sync func(*os.File) error) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = sync(d)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil // the file system has no such thing
	}
	return errors.Join(err, d.Close())
}
