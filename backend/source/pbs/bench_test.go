package pbs

import (
	"io"
	"testing"

	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
)

// BenchmarkSnapshots decodes a list of 10,000 backups.
func BenchmarkSnapshots(b *testing.B) {
	s := pbstest.New(pbstest.Large(10_000))
	r := open(targetOf(memoryHost), source.Env{Transport: pbstest.NewNetwork(map[string]*pbstest.Server{"backup1": s})})
	defer r.Close()
	var body []byte
	err := r.client.asker(true).ask(b.Context(), storeQuery("main", "snapshots", 0), func(from io.Reader) (err error) {
		body, err = io.ReadAll(from)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		archives, err := archivesIn(string(body))
		if err != nil || len(archives) != 10_000 {
			b.Fatal(len(archives), err)
		}
	}
}
