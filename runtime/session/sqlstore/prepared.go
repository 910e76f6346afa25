package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// A prepared is a runner that prepares what it carries out, once for each
// connection of the pool: it is for a small number of texts. Drivers of servers do
// so themselves, or must not, as when connections are shared behind a proxy.
type prepared struct {
	db *sql.DB

	mu     sync.Mutex
	stmts  map[string]*sql.Stmt
	closed bool
}

func (p *prepared) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	p.mu.Lock()
	stmt := p.stmts[text]
	p.mu.Unlock()
	if stmt != nil {
		return stmt, nil
	}
	stmt, err := p.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return nil, errors.Join(errClosed, stmt.Close())
	case p.stmts[text] != nil: // somebody else was faster
		return p.stmts[text], stmt.Close()
	}
	p.stmts[text] = stmt
	return stmt, nil
}

// ExecContext implements runner.
func (p *prepared) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	stmt, err := p.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext implements runner.
func (p *prepared) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := p.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// close frees the statements.
func (p *prepared) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, stmt := range p.stmts {
		_ = stmt.Close() // its connections stay with the pool
	}
	p.stmts = nil
}
