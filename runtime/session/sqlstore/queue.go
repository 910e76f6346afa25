package sqlstore

import (
	"context"
	"slices"
)

// A job is what one caller wants to be done in a transaction.
type job struct {
	ctx  context.Context
	do   func(context.Context, runner) error
	done chan error // has room for the outcome
	err  error      // the outcome, should the transaction be committed
}

// batch is how many jobs share a transaction at most.
const batch = 64

// once does something in a transaction. Jobs that come while somebody writes share
// the next transaction, as most of what one costs is its beginning and its end.
func (w *writer) once(ctx context.Context, do func(context.Context, runner) error) error {
	j := &job{ctx: ctx, do: do, done: make(chan error, 1)}
	w.mu.Lock()
	w.queue = append(w.queue, j)
	w.mu.Unlock()
	for {
		select {
		case err := <-j.done:
			return err
		case w.turn <- struct{}{}:
			w.work()
			<-w.turn
		case <-ctx.Done():
			if w.withdraw(j) {
				return ctx.Err()
			}
			return <-j.done // somebody is at it, and does not take long
		}
	}
}

// withdraw takes a job back if nobody has begun with it.
func (w *writer) withdraw(j *job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.Index(w.queue, j)
	if i < 0 {
		return false
	}
	w.queue = slices.Delete(w.queue, i, i+1)
	return true
}

// take returns the jobs that are next, without those that nobody waits for.
func (w *writer) take() []*job {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.queue), batch)
	jobs := slices.Clone(w.queue[:n])
	w.queue = slices.Delete(w.queue, 0, n)
	return slices.DeleteFunc(jobs, func(j *job) bool {
		err := j.ctx.Err()
		if err != nil {
			j.done <- err
		}
		return err != nil
	})
}

// work does the jobs that are next, and tells each its outcome.
func (w *writer) work() {
	jobs := w.take()
	if len(jobs) == 0 {
		return
	}
	spoilt, err := w.together(jobs)
	if !spoilt || len(jobs) == 1 {
		finish(jobs, err)
		return
	}
	// One has failed, and nothing of the others was done: each on its own, then.
	for _, j := range jobs {
		_, err := w.together([]*job{j})
		finish([]*job{j}, err)
	}
}

// finish tells jobs their outcome: err if the transaction failed.
func finish(jobs []*job, err error) {
	for _, j := range jobs {
		if err != nil {
			j.err = err
		}
		j.done <- j.err
	}
}

// together does jobs in one transaction. An answer of the store is the outcome of
// a job as others are: it is given when what it goes by has been committed. Any
// other error of a job spoils the transaction.
//
// Once a transaction has begun, ctx is looked at between jobs only: to stop one
// half-way saves nothing, and SQLite would throw away the transaction.
func (w *writer) together(jobs []*job) (spoilt bool, err error) {
	if err := w.open(jobs[0].ctx); err != nil {
		return false, err
	}
	whole := context.WithoutCancel(jobs[0].ctx)
	if _, err := w.ExecContext(whole, "BEGIN IMMEDIATE"); err != nil {
		w.check(err)
		return false, err
	}
	for _, j := range jobs {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		if j.err = j.do(whole, w); j.err != nil && (len(jobs) == 1 || !answer(j.err)) {
			return true, w.rollback(whole, j.err)
		}
	}
	if _, err := w.ExecContext(whole, "COMMIT"); err != nil {
		return false, w.rollback(whole, commitError{err})
	}
	return false, nil
}

// rollback ends a transaction after an error, which it returns.
func (w *writer) rollback(ctx context.Context, err error) error {
	if _, failed := w.ExecContext(ctx, "ROLLBACK"); failed != nil {
		w.drop()
	}
	return err
}
