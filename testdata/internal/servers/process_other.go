//go:build !linux

package servers

import "syscall"

// dieWithParent can do nothing here.
func dieWithParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr { return attr }
