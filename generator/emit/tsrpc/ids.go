package tsrpc

// A given is what is known of the ids of a scope.
type given struct {
	ids  map[string]int // by key
	next int            // from where on ids are free
}

// of returns the id of a key: the one that it has, or a new one.
func (g *given) of(key string) int {
	if id, ok := g.ids[key]; ok {
		return id
	}
	g.set(key, g.next)
	return g.ids[key]
}

// set notes that a key has an id.
func (g *given) set(key string, id int) {
	if g.ids == nil {
		g.ids = map[string]int{}
	}
	g.ids[key] = id
	g.next = max(g.next, id+1)
}

// assign gives everything its id. What was there before keeps it, everything else gets
// one that nothing has had. It returns from where on ids are free, for the scopes where
// that does not follow from the ids in use.
func (p *proto) assign(old *previous) map[string]int {
	next := map[string]int{}
	for name, g := range old.scopes {
		next[name] = g.next
	}
	note := func(name string, g *given, used int) {
		delete(next, name)
		if g.next > used {
			next[name] = g.next
		}
	}

	services, used := old.scope(servicesScope), 0
	for _, s := range p.services {
		s.ID = services.of(s.Type + " " + s.Name)
		used = max(used, s.ID+1)
	}
	note(servicesScope, services, used)
	for _, d := range p.types {
		d.schema.scopes(d.id, func(name string, items []*item) {
			g, used := old.scope(name), 0
			for _, it := range items {
				it.ID = g.of(it.key())
				used = max(used, it.ID+1)
			}
			note(name, g, used)
		})
	}
	return next
}
