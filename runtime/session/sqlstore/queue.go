package sqlstore

import (
	"context"
	"slices"
	"time"
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

// once does something in a transaction. Jobs that come while others are done
// share the next transaction, as most of what one costs is its beginning and its end.
func (w *writer) once(ctx context.Context, do func(context.Context, runner) error) error {
	j := &job{ctx: ctx, do: do, done: make(chan error, 1)}
	if !w.add(j) {
		return errClosed
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
	}
	if w.withdraw(j) {
		return ctx.Err()
	}
	// It is under way, which does not take long unless the disk is stuck.
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case err := <-j.done:
		return err
	case <-t.C:
		return commitError{ctx.Err()}
	}
}

// add puts a job into the queue, and reports false if the writer has been closed.
func (w *writer) add(j *job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.queue = append(w.queue, j)
	select {
	case w.wake <- struct{}{}:
	default: // it is awake
	}
	return true
}

// run does jobs until the writer is closed.
func (w *writer) run() {
	for range w.wake {
		for jobs := w.next(); len(jobs) > 0; jobs = w.next() {
			w.work(jobs)
		}
	}
	if w.conn != nil {
		w.drop()
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

// next returns the jobs that are next. While it waits for a connection, they may
// still be withdrawn.
func (w *writer) next() []*job {
	if w.empty() {
		return nil
	}
	err := w.open()
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.queue), batch)
	if err != nil {
		finish(w.queue, err)
		w.queue, n = nil, 0
	}
	jobs := slices.Clone(w.queue[:n])
	w.queue = slices.Delete(w.queue, 0, n)
	return jobs
}

func (w *writer) empty() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue) == 0
}

// work does jobs, and tells each its outcome.
func (w *writer) work(jobs []*job) {
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
// Nobody's ctx ends a statement half-way: that saves nothing, and SQLite would
// throw away the transaction.
func (w *writer) together(jobs []*job) (spoilt bool, err error) {
	whole := context.Background()
	if err := w.open(); err != nil {
		return false, err
	}
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

// rollback ends a transaction after an error, which it returns. SQLite has often
// done so by then, as on a full disk, and says that there is none. The connection is kept
// then: with the last one, what is shared between them would go, and there is no room
// to make it again, so that nothing could be read any more.
func (w *writer) rollback(ctx context.Context, err error) error {
	if _, failed := w.ExecContext(ctx, "ROLLBACK"); failed != nil {
		if code, _ := number(failed, "Code"); code != 1 { // ERROR: no transaction is active
			w.drop()
		}
	}
	return err
}
