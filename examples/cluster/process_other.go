//go:build !linux

package main

import "syscall"

// dieWithParent can do nothing here.
func dieWithParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr { return attr }
