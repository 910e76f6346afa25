//go:build !linux

package servers

import (
	"syscall"
	"testing"
)

// dieWithParent can do nothing here.
func dieWithParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr { return attr }

// children cannot tell here.
func children(testing.TB, int) []int { return nil }

// stopped cannot tell here, and takes the signal's word for it.
func stopped(int) error { return nil }
