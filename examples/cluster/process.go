package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// patience is how long anything here may take to start or to stop. Nothing should
// ever need it.
const patience = 30 * time.Second

// A process is a program that this one has started.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has ended, and err is set
	err   error
}

// launch starts a program that ends with this one.
func launch(cmd *exec.Cmd) (*process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr = dieWithParent(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, ended: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// signal sends a signal to a process that may have ended already.
func (p *process) signal(sig os.Signal) error {
	if err := p.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("%v: %w", sig, err)
	}
	return nil
}

// kill ends the process at once (kill -9) and waits for that.
func (p *process) kill() error {
	err := p.signal(syscall.SIGKILL)
	<-p.ended
	return err
}

// stop asks the process to end and waits for that. One that takes too long is
// killed. It returns how the process has ended.
func (p *process) stop(sig os.Signal) error {
	if err := p.signal(sig); err != nil {
		return errors.Join(err, p.kill())
	}
	select {
	case <-p.ended:
		return p.err
	case <-time.After(patience):
		return errors.Join(errors.New("it did not stop"), p.kill())
	}
}

// until tries again and again, until try succeeds. It returns the last error when
// patience or ctx ends, or when the process does.
func (p *process) until(ctx context.Context, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-p.ended:
			return fmt.Errorf("it has ended: %w", err)
		case <-ctx.Done():
			return err
		}
	}
}
