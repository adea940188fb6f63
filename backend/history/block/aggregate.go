package block

import "encoding/binary"

// A column of aggregates keeps what became of many samples: their means, and
// how far below and above the extremes lie, which is short and never negative.
//
//	uvarint metric, uvarint axis<<3 | 7
//	byte    scheme | 128 when the extremes equal the means everywhere
//	byte    shift where the scheme has one
//	means as integers; unless flat: mean minus low, high minus mean
const flatMark = 0x80

func (w *Writer) appendAggregates(body []byte, l Line, axis int) []byte {
	w.floats = append(append(append(w.floats[:0], l.Values...), l.Low...), l.High...)
	kept := l.Scheme.fitting(w.floats)
	shift := kept.shift(w.floats)
	w.integers = kept.quantise(w.integers[:0], w.floats, shift)
	mean, low, high := inThree(w.integers)
	flat := true
	for i := range mean {
		low[i], high[i] = mean[i]-low[i], high[i]-mean[i]
		flat = flat && low[i] == 0 && high[i] == 0
	}
	body = binary.AppendUvarint(body, uint64(l.Metric))
	body = binary.AppendUvarint(body, uint64(axis)<<schemeBits|uint64(aggregated))
	mark := byte(kept)
	if flat {
		mark |= flatMark
	}
	body = append(body, mark)
	if kept.hasShift() {
		body = append(body, byte(shift))
	}
	body = appendIntegers(body, mean)
	if flat {
		return body
	}
	return appendIntegers(appendIntegers(body, low), high)
}

func inThree(all []int64) (mean, low, high []int64) {
	n := len(all) / 3
	return all[:n], all[n : 2*n], all[2*n:]
}

func (d *Decoder) readAggregates(in *input, metric uint32, times []int64, wanted func(uint32) bool, visit func(Line)) error {
	mark := in.byte()
	kept, flat := Scheme(mark&^flatMark), mark&flatMark != 0
	shift := 0
	if kept.hasShift() {
		shift = int(in.byte())
	}
	if in.bad || kept >= schemes || shift > maxShift {
		return ErrDamaged
	}
	if wanted != nil && !wanted(metric) {
		return skipAggregates(in, len(times), flat)
	}
	d.integers = resize(d.integers, len(times))
	if err := readIntegers(in, d.integers); err != nil {
		return err
	}
	d.values = kept.restore(d.values[:0], d.integers, shift)
	line := Line{Metric: metric, Scheme: kept, Times: times, Values: d.values, Low: d.values, High: d.values}
	if flat || d.MeansOnly {
		visit(line)
		if flat {
			return in.err()
		}
		return skipTwice(in, len(times))
	}
	if err := d.readSpread(in, kept, shift); err != nil {
		return err
	}
	line.Low, line.High = d.low, d.high
	visit(line)
	return in.err()
}

// readSpread fills low and high from what they differ from the means.
func (d *Decoder) readSpread(in *input, kept Scheme, shift int) error {
	d.spread = resize(d.spread, len(d.integers))
	if err := readIntegers(in, d.spread); err != nil {
		return err
	}
	for i, below := range d.spread {
		d.spread[i] = d.integers[i] - below
	}
	d.low = kept.restore(d.low[:0], d.spread, shift)
	if err := readIntegers(in, d.spread); err != nil {
		return err
	}
	for i, above := range d.spread {
		d.spread[i] = d.integers[i] + above
	}
	d.high = kept.restore(d.high[:0], d.spread, shift)
	return nil
}

func skipAggregates(in *input, count int, flat bool) error {
	if err := skipIntegers(in, count); err != nil || flat {
		return err
	}
	return skipTwice(in, count)
}

func skipTwice(in *input, count int) error {
	if err := skipIntegers(in, count); err != nil {
		return err
	}
	return skipIntegers(in, count)
}
