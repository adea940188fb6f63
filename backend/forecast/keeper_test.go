package forecast_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/forecast"
	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
)

func TestKeeper_ForecastsFromTheHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := storetest.Open(t, store.Options{})
		h, err := history.Open(t.Context(), db.History(), history.Options{})
		if err != nil {
			t.Fatal(err)
		}
		id := infra.StorageID("pve-0", "n1", "tank")
		storage := infra.Storage{Resource: infra.Resource{ID: id}, Status: infra.StorageAvailable}
		for day := range 20 {
			used := int64(40+day) << 30
			storage.SeenAt, storage.Space = time.Now(), infra.Some(infra.Usage{Total: 100 << 30, Used: used, Free: 100<<30 - used})
			h.Record(&infra.Report{Target: "pve-0", At: time.Now(), Storages: []infra.Storage{storage}})
			time.Sleep(24 * time.Hour)
		}
		k := forecast.New(forecast.Options{
			History: h, Log: slog.New(slog.DiscardHandler),
			Snapshot: func() *infra.Snapshot { return &infra.Snapshot{Storages: []infra.Storage{storage}} },
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- k.Run(ctx) }()
		if got := k.All(); len(got) != 0 {
			t.Errorf("forecasts before the first time: %v", got)
		}
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		got := k.All()[id]
		if in := time.Until(got.FullAt).Hours() / 24; got.Outlook != infra.OutlookGrowing || in < 40 || in > 42 {
			t.Errorf("got %+v, in %.1f days, want 41 days", got, in)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
