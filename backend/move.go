package backend

import (
	"context"
	"fmt"

	"pulse/backend/notify"
	"pulse/backend/store"
	"pulse/backend/transfer"
)

// earlierFolder is where an installation that keeps its configuration in files
// usually has them.
const earlierFolder = "/etc/pulse"

// newTransfer prepares exports, imports and taking over for a store.
func newTransfer(o Options, s *store.Store, env func() notify.Env) *transfer.Service {
	return transfer.New(transfer.Options{
		Store: s, Dir: o.DataDir, Sources: sourceKinds(), Channels: channelKinds(), NotifyEnv: env, Log: o.Log,
	})
}

// fillEmpty takes over a configuration where nobody has made one yet.
func (b *Backend) fillEmpty(ctx context.Context) error {
	o := b.opt
	o.Log = b.log
	b.transfer = newTransfer(o, b.store, func() notify.Env {
		if b.doors == nil { // the first start: nothing listens yet
			return notify.Env{}
		}
		return b.notifyEnv()
	})
	if b.opt.Config.Mock.Enabled {
		return nil // a made-up estate needs no configuration
	}
	given := b.opt.Config.Import
	report, err := b.transfer.FirstStart(ctx, transfer.Initial{
		File: given.File, Data: given.Data, Passphrase: given.Passphrase, Folders: b.opt.TakeOver,
	})
	if err != nil || report.From == "" || b.opt.Stdout == nil {
		return err
	}
	fmt.Fprintf(b.opt.Stdout, "The configuration of %s was taken over:\n", report.From)
	for _, line := range report.Lines() {
		fmt.Fprintf(b.opt.Stdout, "  %s\n", line)
	}
	return nil
}
