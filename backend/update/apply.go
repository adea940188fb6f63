package update

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/google/uuid"

	"pulse/backend/httpclient"
	"pulse/backend/store"
)

// downloadLimit is how long a download may take.
const downloadLimit = 30 * time.Minute

// Request asks for an update.
type Request struct {
	URL string // of an archive, as a check told
	By  string // user, auto or api
	Via string // ui, cli, script or webhook
}

// order is an update that was found possible.
type order struct {
	release Release
	asset   Asset
	entry   store.Update
}

// Begin begins an update in the background; Run must be running. An *Error
// says why none is begun.
func (s *Service) Begin(ctx context.Context, r Request) error {
	o, err := s.order(ctx, r)
	if err != nil {
		return err
	}
	s.orders <- o // has room: nobody else is busy
	return nil
}

// order checks a request and remembers that the update begins.
func (s *Service) order(ctx context.Context, r Request) (order, error) {
	release, asset, err := s.allowed(r.URL)
	if err != nil {
		return order{}, err
	}
	s.mu.Lock()
	if s.busy {
		s.mu.Unlock()
		return order{}, &Error{Code: InProgress, Message: "An update is under way already"}
	}
	s.busy = true
	s.mu.Unlock()
	id, err := uuid.NewV7()
	o := order{release: release, asset: asset, entry: store.Update{
		ID: id.String(), At: time.Now().UTC(), Action: "update", Channel: channelOf(release.Version), From: s.version, To: release.Version,
		Deployment: s.opt.Installation.Word(), By: r.By, Via: r.Via, Status: store.UpdateRunning,
	}}
	if err == nil {
		err = s.opt.Ledger.SaveUpdate(ctx, o.entry)
	}
	if err != nil {
		s.release()
		return order{}, err
	}
	s.report("downloading", 10, "Downloading "+asset.Name)
	return o, nil
}

// allowed finds the archive of an address, and says why it is not installed here.
func (s *Service) allowed(address string) (Release, Asset, error) {
	i := s.opt.Installation
	if i.Docker { // no address was ever told here
		return Release{}, Asset{}, &Error{Code: ManualRequired, Message: i.Obstacle(), Command: i.Command(Release{})}
	}
	s.mu.Lock()
	releases := s.known.feed.Releases
	s.mu.Unlock()
	for _, r := range releases {
		a, ok := r.archive()
		if !ok || a.URL != address || !s.offers(r) {
			continue
		}
		if why := s.obstacle(r, true); why != "" {
			return r, a, &Error{Code: ManualRequired, Message: why, Command: i.Command(r)}
		}
		return r, a, nil
	}
	return Release{}, Asset{}, &Error{
		Code: InvalidURL, Message: "The address is not that of a newer version that the last check told: check for updates first",
	}
}

// release lets another update begin.
func (s *Service) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = false
}

// carryOut does everything of an update that can be done while the program
// runs, and then ends it for the supervisor. After a failure nothing has changed.
func (s *Service) carryOut(ctx context.Context, o order) {
	err := s.prepare(ctx, &o)
	if err == nil {
		s.report("restarting", 95, "Restarting as version "+o.release.Version)
		s.opt.Supervise()
		return
	}
	j := journal{Stage: staging(s.opt.Installation.Program, s.opt.DataDir)}
	if err := j.clear(s.opt.DataDir); err != nil {
		s.opt.Log.Warn("remains of an update not removed", "err", err)
	}
	o.entry.Status, o.entry.Error, o.entry.Code = store.UpdateFailed, err.Error(), codeOf(err)
	if ctx.Err() != nil {
		o.entry.Status, o.entry.Error = store.UpdateCancelled, "Pulse ended during the update"
	}
	s.opt.Log.Error("update failed, nothing has changed", "version", o.release.Version, "err", err)
	s.remember(context.WithoutCancel(ctx), o.entry)
	s.release()
	s.report("error", 0, "Update to "+o.release.Version+" failed: "+words(codeOf(err)))
}

// remember stores how an update ended.
func (s *Service) remember(ctx context.Context, entry store.Update) {
	entry.Took = time.Since(entry.At)
	if err := s.opt.Ledger.SaveUpdate(ctx, entry); err != nil {
		s.opt.Log.Error("history of updates not written", "err", err)
	}
}

// prepare downloads, verifies and unpacks a release.
func (s *Service) prepare(ctx context.Context, o *order) error {
	j := journal{
		ID: o.entry.ID, From: s.version, To: o.release.Version, State: staged, Began: o.entry.At,
		Program: s.opt.Installation.Program, Stage: staging(s.opt.Installation.Program, s.opt.DataDir),
	}
	if err := j.clear(s.opt.DataDir); err != nil {
		return coded("not_writable", err)
	}
	s.step("downloading", o)
	if err := verify(s.opt.Settings().UpdatePublicKey, o.release.Version, o.asset); err != nil {
		return coded("signature_invalid", err)
	}
	n, sum, err := s.download(ctx, o.asset)
	o.entry.DownloadBytes = n
	if err != nil {
		return coded("download_failed", err)
	}
	s.advance(o, "verifying", 30, "Checking the sum")
	if n != o.asset.Size || sum != o.asset.SHA256 {
		return coded("checksum_mismatch", fmt.Errorf("%s is not the file that was published: its SHA-256 or its size differs", o.asset.Name))
	}
	s.advance(o, "extracting", 40, "Unpacking "+o.asset.Name)
	if err := s.unpackTo(j.Stage); err != nil {
		return coded("extract_failed", err)
	}
	s.advance(o, "backing-up", 60, "The data is copied as soon as Pulse has stopped")
	if err := os.Remove(downloaded(s.opt.DataDir)); err != nil {
		return coded("extract_failed", err)
	}
	s.advance(o, "applying", 80, "Making ready to start version "+o.release.Version)
	if err := j.write(s.opt.DataDir); err != nil {
		return coded("not_writable", err)
	}
	o.entry.Backup = copies(s.opt.DataDir)
	s.step("staged", o)
	return nil
}

// advance tells screens and the log that a step begins.
func (s *Service) advance(o *order, status string, progress int, message string) {
	s.report(status, progress, message)
	s.step(status, o)
}

func (s *Service) step(name string, o *order) {
	s.opt.Log.Info("update", "step", name, "version", o.release.Version)
}

// download fetches an archive and returns its size and sum.
func (s *Service) download(ctx context.Context, a Asset) (int64, string, error) {
	if err := os.MkdirAll(folder(s.opt.DataDir), 0o700); err != nil {
		return 0, "", err
	}
	client := httpclient.New(httpclient.Options{Timeout: downloadLimit})
	defer httpclient.Close(client)
	client.SetRedirectPolicy(resty.FlexibleRedirectPolicy(5)) // the sum and the signature say what it is
	reply, err := client.R().SetContext(ctx).SetDoNotParseResponse(true).Get(a.URL)
	if err != nil {
		return 0, "", fmt.Errorf("download %s: %w", a.Name, err)
	}
	defer reply.RawBody().Close()
	if reply.StatusCode() != 200 {
		return 0, "", fmt.Errorf("download %s: status %d", a.Name, reply.StatusCode())
	}
	f, err := os.OpenFile(downloaded(s.opt.DataDir), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, "", err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(reply.RawBody(), a.Size+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return n, "", fmt.Errorf("download %s: %w", a.Name, err)
	}
	return n, hex.EncodeToString(sum.Sum(nil)), nil
}

// unpackTo unpacks the archive into the folder beside the program.
func (s *Service) unpackTo(stage string) error {
	if err := os.MkdirAll(stage, 0o755); err != nil { //nolint:gosec // as the folder of programs is
		return err
	}
	f, err := os.Open(downloaded(s.opt.DataDir))
	if err != nil {
		return err
	}
	defer f.Close()
	return unpack(f, stage)
}
