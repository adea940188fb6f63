package pve

import (
	"context"
	"net/http"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// runCluster reads who belongs to the cluster and at which addresses. A token
// that may not read that keeps what was known.
func (r *reader) runCluster(ctx context.Context, a *asker) (infra.Report, error) {
	pool := r.client.pool
	rows, via, err := a.members(ctx)
	if err != nil {
		known := pool.known()
		if proxmox.StatusOf(err) != http.StatusForbidden || len(known.Members) == 0 {
			return infra.Report{}, err
		}
		failure := source.Failure(err)
		failure.Scope = "membership"
		return infra.Report{Cluster: &known, Failures: []infra.Failure{failure}}, nil
	}
	cluster, local := clusterOf(rows, r.target.Host)
	pool.adopt(cluster, local, via)
	var checks errgroup.Group
	for _, e := range pool.unproven() {
		checks.Go(func() error {
			a.healthCheck(ctx, e)
			return nil
		})
	}
	_ = checks.Wait() // an endpoint's health is noted where it is kept
	known := pool.known()
	return infra.Report{Cluster: &known}, nil
}

// clusterOf converts a membership. local is the node that answered. A single
// host has no members: nobody else answers for it.
func clusterOf(rows []memberRow, host string) (c infra.Cluster, local string) {
	isCluster := false
	for _, row := range rows {
		switch row.Type {
		case "cluster":
			c.Name, isCluster = string(row.Name), true
		case "node":
			c.Members = append(c.Members, memberOf(row, host))
			if row.Local.set {
				local = string(row.Name)
			}
		}
	}
	if len(c.Members) == 1 && local == "" {
		local = c.Members[0].Name
	}
	if !isCluster && len(c.Members) < 2 {
		return infra.Cluster{}, local
	}
	return c, local
}

func memberOf(row memberRow, host string) infra.Member {
	m := infra.Member{ID: string(row.ID), Name: string(row.Name), IP: string(row.IP), Online: row.Online.set || !row.Online.known}
	if m.ID == "" {
		m.ID = "node/" + m.Name
	}
	m.Address = memberAddress(host, firstOf(row.IP, row.Name))
	return m
}
