package backtest

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"pulse/backend/history"
	"pulse/backend/infra"
)

// play shows a stretch of the past of every actor. The films are cut by one
// goroutine and watched by a few.
func play(ctx context.Context, past Past, cast []*actor, tallies []tally, from, to time.Time) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	grains := past.Grains(from, to)
	spools := make(chan *film, runtime.GOMAXPROCS(0)+1)
	for range cap(spools) {
		spools <- &film{}
	}
	jobs := make(chan job)
	var watching sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		watching.Go(func() {
			for j := range jobs {
				j.watch(tallies)
				spools <- j.film
			}
		})
	}
	err := deal(ctx, past, cast, jobs, spools, grains, from, to)
	close(jobs)
	watching.Wait()
	return err
}

// job is a film that is to be watched.
type job struct {
	actor *actor
	film  *film
}

func (j job) watch(tallies []tally) {
	for i, s := range j.actor.shows {
		tallies[i].take(s.watch(j.film))
	}
}

// deal reads the past of all actors and hands out their films.
func deal(
	ctx context.Context, past Past, cast []*actor, jobs chan<- job, spools <-chan *film, grains []history.Grain, from, to time.Time,
) error {
	for _, troupe := range troupes(cast) {
		q := history.Query{Metrics: troupe[0].metrics, From: from, To: to}
		players := make(map[infra.ID]*actor, len(troupe))
		for _, a := range troupe {
			players[a.id] = a
			q.Resources = append(q.Resources, a.id)
		}
		for lines, err := range past.Chart(ctx, q) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			a, f := players[lines.Resource], <-spools
			f.cut(lines.Points, grains)
			for k := range a.states {
				f.hold(k)
			}
			jobs <- job{a, f}
		}
	}
	return ctx.Err()
}

// troupes are the actors by what is recorded of them.
func troupes(cast []*actor) [][]*actor {
	var all [][]*actor
	for _, a := range cast {
		i := slices.IndexFunc(all, func(t []*actor) bool { return slices.Equal(t[0].metrics, a.metrics) })
		if i < 0 {
			all, i = append(all, nil), len(all)
		}
		all[i] = append(all[i], a)
	}
	return all
}
