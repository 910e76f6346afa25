package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// A cluster is machines that share a store, each a process of its own, behind a front.
type cluster struct {
	kind, address string // of the store; see open
	front         *front
	machines      map[string]*machine // those that run, by name
}

// A machine is a process that runs serve, and has its place in the front.
type machine struct {
	*process
	*member
}

// start starts a machine and takes it into rotation.
func (c *cluster) start(ctx context.Context, name string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "machine", name, c.kind, c.address)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil { // the machine serves while it is open
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	p, err := launch(cmd)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	giveUp := context.AfterFunc(ctx, func() { _ = p.kill() })
	addr, err := bufio.NewReader(stdout).ReadString('\n') // it says where it listens
	giveUp()
	if err != nil {
		return fmt.Errorf("machine %s does not start: %w", name, errors.Join(p.kill(), p.err))
	}
	m := &machine{p, &member{name: name, addr: strings.TrimSpace(addr)}}
	c.machines[name] = m
	c.front.add(m.member)
	return nil
}

// hang stops a machine in its tracks. What it returns waits until the machine has a
// call in hand, and kills it then (kill -9). The front is not told.
func (c *cluster) hang(name string) (kill func(context.Context) error, err error) {
	m, before := c.machines[name], c.machines[name].sent.Load()
	return func(ctx context.Context) error {
		err := m.until(ctx, func(context.Context) error {
			if m.sent.Load() == before {
				return fmt.Errorf("machine %s gets no call", name)
			}
			return nil
		})
		delete(c.machines, name)
		return errors.Join(err, m.kill())
	}, m.signal(syscall.SIGSTOP)
}

// restart stops a machine as one should, and starts it anew.
func (c *cluster) restart(ctx context.Context, name string) error {
	m := c.machines[name]
	c.front.remove(m.member)
	delete(c.machines, name)
	if err := m.stop(syscall.SIGTERM); err != nil {
		return fmt.Errorf("machine %s does not stop: %w", name, err)
	}
	return c.start(ctx, name)
}

// close stops all machines.
func (c *cluster) close() error {
	var failed error
	for name, m := range c.machines {
		if err := m.stop(syscall.SIGTERM); err != nil {
			failed = errors.Join(failed, fmt.Errorf("machine %s does not stop: %w", name, err))
		}
	}
	c.front.transport.CloseIdleConnections()
	return failed
}
