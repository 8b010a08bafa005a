import uPlot from '/webjars/uplot/dist/uPlot.esm.js';

/** One cursor for all. */
const SYNC = 'operations';

const drawn = new WeakMap();

/** Draws the tables of all charts, or what changed in them. */
export function drawCharts(board) {
  board.querySelectorAll('[data-chart]').forEach((section) => {
    const read = readTable(section);
    const before = drawn.get(section);
    if (before && before.labels === read.labels) {
      before.update(read);
    } else {
      before?.plot.destroy();
      drawn.set(section, draw(board, section, read));
    }
  });
}

/** Rows are newest first, and charts oldest first. */
function readTable(section) {
  const rows = [...section.querySelectorAll('.chart-table tbody tr')].reverse();
  const columns = section.querySelectorAll('.keys li').length;
  const value = (row, at) => {
    const text = row.cells[at + 1].dataset.v;
    return text === undefined ? null : Number(text);
  };
  return {
    rows,
    step: Number(section.dataset.step),
    labels: [...section.querySelectorAll('.chart-table thead th')].map((each) => each.textContent).join('\n'),
    at: rows.map((row) => Date.parse(row.querySelector('time').dateTime) / 1000),
    values: Array.from({ length: columns }, (_, at) => rows.map((row) => value(row, at))),
  };
}

/**
 * A line has its points in the middle of their steps. What is stacked is drawn from the highest sum
 * down, each over the one before, and as far as the last step goes.
 */
function data(read, stacked) {
  if (!stacked) {
    return [read.at.map((each) => each + read.step / 2), ...read.values];
  }
  const sums = [];
  read.values.forEach((values, at) => sums.push(values.map((each, row) => (each ?? 0) + (at ? sums[at - 1][row] : 0))));
  const end = (read.at.at(-1) ?? 0) + read.step;
  return [[...read.at, end], ...sums.reverse().map((each) => [...each, each.at(-1) ?? 0])];
}

/** The step under the cursor; -1 for none. */
function stepAt(plot, read) {
  const { left } = plot.cursor;
  const at = left === undefined || left < 0 ? -1 : Math.floor((plot.posToVal(left, 'x') - read.at[0]) / read.step);
  return at >= 0 && at < read.rows.length ? at : -1;
}

function draw(board, section, first) {
  const stacked = section.dataset.stacked === 'true';
  const box = section.querySelector('.plot');
  let read = first;
  section.classList.add('drawn');
  section.querySelector('[data-table]').hidden = false;
  box.hidden = false;
  const tone = (at) => getComputedStyle(section.querySelectorAll('.swatch')[at]).color;
  const plain = (name) => () => getComputedStyle(section).getPropertyValue(name).trim() || 'gray';
  const column = (series) => (stacked ? first.values.length - series : series - 1);

  const series = first.values.map((_, at) => {
    const of = column(at + 1);
    return stacked
      ? { stroke: () => tone(of), fill: () => tone(of), width: 0, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) }
      : { stroke: () => tone(of), width: 2, points: { show: (u, i) => alone(u.data[i]), size: 5 } };
  });
  const axis = { stroke: plain('--tblr-secondary'), grid: { stroke: plain('--tblr-border-color'), width: 1 }, ticks: { show: false } };
  const plot = new uPlot(
    {
      width: box.clientWidth,
      height: box.clientHeight,
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      scales: {
        x: { time: true, range: () => [Number(board.dataset.from), Number(board.dataset.to)] },
        y: { range: (_, low, high) => [0, high > 0 ? high * 1.08 : 1] },
      },
      axes: [
        { ...axis, size: 28, values: (_, at, __, ___, apart) => at.map((each) => tick(each, apart)) },
        { ...axis, size: 52, values: (_, at) => at.map(short) },
      ],
      series: [{}, ...series],
      cursor: { sync: { key: SYNC }, drag: { x: true, y: false, setScale: false, dist: 5 }, ...(stacked && { points: { show: false } }) },
      hooks: {
        setCursor: [(u) => tell(section, read, stepAt(u, read))],
        setSelect: [(u) => choose(board, u)],
      },
    },
    data(read, stacked),
    box,
  );
  plot.over.addEventListener('click', (event) => lead(plot, read, stacked, event));
  new ResizeObserver(() => {
    if (box.clientWidth > 0) {
      plot.setSize({ width: box.clientWidth, height: box.clientHeight });
    }
  }).observe(box);
  new MutationObserver(() => plot.redraw(false)).observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });
  return {
    plot,
    labels: first.labels,
    update: (next) => {
      read = next;
      plot.setData(data(next, stacked));
      tell(section, next, stepAt(plot, next));
    },
  };
}

/** Whether a value stands between gaps, where no line would show it. */
function alone(values) {
  return values.some((each, at) => each !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null);
}

/** The legend says what is under the cursor; away from it, the totals. */
function tell(section, read, at) {
  section.querySelectorAll('.keys b').forEach((value, column) => {
    value.textContent = at < 0 ? value.dataset.total : read.rows[at].cells[column + 1].textContent.trim() || '–';
  });
}

/** What was dragged over is the new time, in the URL. */
function choose(board, plot) {
  // A drag is shown on every chart, and done on one.
  if (plot.select.width < 5 || !plot.over.matches(':hover')) {
    return;
  }
  const at = (pixel) => new Date(plot.posToVal(pixel, 'x') * 1000).toISOString().slice(0, 19);
  const address = new URL(board.dataset.own, window.location.origin);
  address.searchParams.set('from', at(plot.select.left));
  address.searchParams.set('to', at(plot.select.left + plot.select.width));
  window.location.assign(address);
}

/**
 * A point leads to its executions: of the area or the line that it is in, beside all of them of the
 * step. What is of all others leads nowhere, as its table says.
 */
function lead(plot, read, stacked, event) {
  const step = stepAt(plot, read);
  const row = read.rows[step];
  if (!row || plot.select.width >= 5 || event.detail > 1) {
    return;
  }
  const height = plot.posToVal(plot.cursor.top, 'y');
  const values = read.values.map((column) => column[step]);
  let nearest = -1;
  if (stacked) {
    let sum = 0;
    nearest = values.findIndex((each) => height <= (sum += each ?? 0));
  } else {
    const apart = values.map((each) => (each === null ? Infinity : Math.abs(each - height)));
    nearest = apart.indexOf(Math.min(...apart));
  }
  const link = row.cells[nearest + 1]?.querySelector('a');
  if (link) {
    window.location.assign(link.href);
  }
}

/** In UTC: the time, or the day where days are apart. */
function tick(seconds, apart) {
  const [day, time] = new Date(seconds * 1000).toISOString().split('T');
  return apart >= 86400 || time.startsWith('00:00:00') ? `${Number(day.slice(8))}/${Number(day.slice(5, 7))}` : time.slice(0, apart < 60 ? 8 : 5);
}

function short(value) {
  return value >= 1e6 ? `${+(value / 1e6).toFixed(1)}M` : value >= 1e4 ? `${+(value / 1e3).toFixed(1)}k` : `${+value.toFixed(2)}`;
}
