package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"

	"github.com/rpcgen/rpcgen/examples/cluster/api"
)

// tell tells the story. It fails where the story does not go as it should.
func tell(ctx context.Context, c *cluster, url string, out io.Writer) error {
	s := &story{c: c, url: url, out: out, want: map[string]int{}}
	defer s.close()
	fmt.Fprintf(out, "Machines A, B and C serve one shop at %s with sessions in %s.\nEach line begins with the machine that has answered.\n", url, c.kind)
	for i, chapter := range []struct {
		title string
		tell  func(context.Context) error
	}{
		{"A visitor fills a cart and logs in as anna: the cart stays, the session gets a new id", s.login},
		{"B hangs and is killed with a call in hand: the client repeats it, as this call may be", s.crash},
		{"B is dead: the front cannot connect to it and asks the next one, nobody notices", s.without},
		{"B is back, and C is restarted while anna goes on: no call fails", s.restart},
		{"Nothing is lost", s.complete},
		{"Anna logs out: a copy of her session's id opens nothing, on any machine", s.logout},
		{"Anna's other devices: one logs out another, then all", s.elsewhere},
	} {
		fmt.Fprintf(out, "\n%d. %s\n", i+1, chapter.title)
		if err := chapter.tell(ctx); err != nil {
			return fmt.Errorf("chapter %d: %w", i+1, err)
		}
	}
	return nil
}

type story struct {
	c       *cluster
	url     string
	out     io.Writer
	devices []*device
	laptop  *device
	want    map[string]int // what is in the laptop's cart
}

// device gives anna another device, with an empty jar.
func (s *story) device(name string) (*device, error) {
	d, err := newDevice(name, s.url, s.out)
	if err == nil {
		s.devices = append(s.devices, d)
	}
	return d, err
}

func (s *story) close() {
	for _, d := range s.devices {
		d.client.CloseIdleConnections()
	}
}

func (s *story) login(ctx context.Context) (err error) {
	if s.laptop, err = s.device("laptop"); err != nil {
		return err
	}
	if err := s.fill(ctx, "bread", "milk"); err != nil {
		return err
	}
	got, err := s.laptop.shop.Login(ctx, "anna")
	if err != nil {
		return err
	}
	s.laptop.say("logs in", got)
	return s.fill(ctx, "tea")
}

func (s *story) crash(ctx context.Context) error {
	kill, err := s.c.hang("B")
	if err != nil {
		return err
	}
	killed := make(chan error, 1)
	go func() { killed <- kill(ctx) }()
	err = s.fill(ctx, "eggs", "flour", "salt")
	return errors.Join(err, <-killed)
}

func (s *story) without(ctx context.Context) error {
	return s.fill(ctx, "rice", "oil", "jam")
}

func (s *story) restart(ctx context.Context) error {
	if err := s.c.start(ctx, "B"); err != nil {
		return err
	}
	restarted := make(chan error, 1)
	go func() { restarted <- s.c.restart(ctx, "C") }()
	served, calls := map[string]int{}, 0
	for waiting := true; waiting; {
		select {
		case err := <-restarted:
			if err != nil {
				return err
			}
			waiting = false
		default:
		}
		calls++
		got, err := s.laptop.shop.Put(ctx, "apples", calls)
		if err != nil {
			return errors.Join(err, <-restarted)
		}
		served[got.Machine]++
	}
	s.want["apples"] = calls
	fmt.Fprintf(s.out, "   laptop adds apples, %d calls: %s\n", calls, list(served))
	return s.fill(ctx, "honey", "nuts", "figs")
}

func (s *story) complete(ctx context.Context) error {
	got, err := s.laptop.shop.Cart(ctx)
	if err != nil {
		return err
	}
	s.laptop.say("looks", got)
	fmt.Fprintf(s.out, "      %s\n", list(got.Items))
	return s.check(got)
}

func (s *story) logout(ctx context.Context) error {
	copied, err := s.laptop.jar.Load(ctx, s.laptop.client.Origin())
	if err != nil {
		return err
	}
	if err := s.laptop.shop.Logout(ctx); err != nil {
		return err
	}
	for range s.c.machines {
		thief, err := s.device("thief")
		if err != nil {
			return err
		}
		if err := thief.jar.Merge(ctx, thief.client.Origin(), nil, copied); err != nil {
			return err
		}
		if err := thief.strange(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) elsewhere(ctx context.Context) error {
	phone, err := s.loggedIn(ctx, "phone")
	if err != nil {
		return err
	}
	tablet, err := s.loggedIn(ctx, "tablet")
	if err != nil {
		return err
	}
	devices, err := phone.shop.Devices(ctx)
	if err != nil {
		return err
	}
	for _, found := range devices {
		if !found.Current {
			err = errors.Join(err, phone.shop.LogoutDevice(ctx, found.ID))
		}
	}
	fmt.Fprintf(s.out, "   phone lists anna's %d devices and logs out the other one\n", len(devices))
	return errors.Join(err, tablet.strange(ctx), s.everywhere(ctx, phone))
}

func (s *story) everywhere(ctx context.Context, phone *device) error {
	tv, err := s.loggedIn(ctx, "tv")
	if err != nil {
		return err
	}
	ended, err := phone.shop.LogoutEverywhere(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "   phone logs out everywhere: %d sessions end\n", ended)
	return errors.Join(phone.strange(ctx), tv.strange(ctx))
}

// loggedIn gives anna a device and logs her in.
func (s *story) loggedIn(ctx context.Context, name string) (*device, error) {
	d, err := s.device(name)
	if err != nil {
		return nil, err
	}
	cart, err := d.shop.Login(ctx, "anna")
	if err != nil {
		return nil, err
	}
	d.say("logs in", cart)
	return d, nil
}

// fill puts one piece of each item into the laptop's cart.
func (s *story) fill(ctx context.Context, items ...string) error {
	for _, item := range items {
		got, err := s.laptop.put(ctx, item, 1)
		if err != nil {
			return err
		}
		s.laptop.say("adds "+item, got)
		s.want[item] = 1
		if err := s.check(got); err != nil {
			return err
		}
	}
	return nil
}

// check compares a cart with what was put into it.
func (s *story) check(got api.Cart) error {
	if !maps.Equal(got.Items, s.want) {
		return fmt.Errorf("the cart has %v, want %v", got.Items, s.want)
	}
	return nil
}
