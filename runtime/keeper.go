package runtime

// A Keeper keeps one secret at the client of a call, where what runs in the
// client, such as the scripts of a page, cannot read it. It is the second half of
// what opens a session that is bound to its client (sessions 2.3). Transports that
// can keep one hand a Keeper to each call; see [Inbound].
//
// A secret is a short text of letters, digits, "-" and "_". A Keeper belongs to the
// goroutine that carries the call out.
type Keeper interface {
	// Kept returns the secret that came with the call, "" if there is none, or none
	// that is beyond doubt. It comes from outside.
	Kept() string
	// Keep makes the client keep a secret, in place of any it has, as soon as it has
	// the call's answer. The last one counts. Once the answer is sent it does nothing.
	Keep(secret string)
}

// Keeper returns what keeps a secret at the call's client. It is nil where the
// transport has no such place, or is not set up to use it, and on clients.
func (c *Call) Keeper() Keeper { return c.keeper }
