/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the places of a plan's entries in a month, a week or a timeline; the same for the screen and for paper. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plan-layout.h"

#include "base/esp-clock.h"

#include <math.h>

#define DAYS_OF_WEEK 7
#define HOURS_OF_DAY 24
#define GAP 2.0
#define PAD 4.0
/* Lines of a label of a timeline, so that the next one does not cover it. */
#define LABEL_LINES 7.0
#define MAX_SLOTS 64
#define MAX_WHOLE_DAYS 4
#define MAX_SIDE_BY_SIDE 3

typedef struct
{
  EspPlanLayout *layout;
  const GPtrArray *entries;
  gint64 *starts; /* of the days, and the end */
} Work;

static void
clear_lane (EspPlanLane *lane)
{
  g_free (lane->title);
}

/**
 * esp_plan_layout_free:
 */
void
esp_plan_layout_free (EspPlanLayout *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->boxes);
  g_array_unref (self->lanes);
  g_free (self);
}

/**
 * esp_plan_layout_get_day:
 */
void
esp_plan_layout_get_day (const EspPlanLayout *self, guint i, GDate *out_day)
{
  *out_day = self->ask.first;
  g_date_add_days (out_day, i);
}

/* The first and the last day that an entry touches; FALSE when none of them is here. */
static gboolean
find_days (const Work *work, const EspPlanEntry *entry, guint *out_first, guint *out_last)
{
  guint n = work->layout->ask.n_days;
  guint first = 0, last;

  if (entry->from_us >= work->starts[n] ||
      (entry->to_us <= work->starts[0] && entry->from_us < work->starts[0]))
    return FALSE;
  while (first + 1 < n && work->starts[first + 1] <= entry->from_us)
    first++;
  last = first;
  while (last + 1 < n && work->starts[last + 1] < entry->to_us)
    last++;
  *out_first = first;
  *out_last = last;
  return TRUE;
}

static gboolean
is_bar (const EspPlanEntry *entry, guint first, guint last)
{
  return entry->is_all_day || last > first;
}

static EspPlanBox *
add_box (Work *work, const EspPlanEntry *entry, double x, double y, double width, double height)
{
  EspPlanBox box = { .x = x, .y = y, .width = width, .height = height, .entry = entry };

  g_array_append_val (work->layout->boxes, box);
  return &g_array_index (work->layout->boxes, EspPlanBox, work->layout->boxes->len - 1);
}

/* A place in a row of days: which slot is free on all of them. */
static guint
take_slot (guint64 taken[], guint first, guint last)
{
  guint64 any = 0;
  guint slot = 0;

  for (guint i = first; i <= last; i++)
    any |= taken[i];
  while (slot < MAX_SLOTS - 1 && (any & (G_GUINT64_CONSTANT (1) << slot)) != 0)
    slot++;
  for (guint i = first; i <= last; i++)
    taken[i] |= G_GUINT64_CONSTANT (1) << slot;
  return slot;
}

/* One row of days: bars first, then what has an hour; what finds no place is counted. */
typedef struct
{
  guint first; /* day */
  guint n_days;
  double x;
  double y;
  guint n_slots;
  gboolean only_bars;
} DayRow;

typedef struct
{
  const EspPlanEntry *entry;
  guint first;
  guint last;
  guint slot;
} Placed;

/* What goes out is seen before what is to do: a full day hides tasks first. */
typedef enum
{
  PASS_BARS,
  PASS_SENDS,
  PASS_REST,
} Pass;

static Pass
get_pass (const EspPlanEntry *entry, guint first, guint last)
{
  if (is_bar (entry, first, last))
    return PASS_BARS;
  return entry->type == ESP_PLAN_OF_SEND ? PASS_SENDS : PASS_REST;
}

static void
place_pass (Work *work, const DayRow *row, Pass pass, guint64 taken[], GArray *placed)
{
  for (guint i = 0; i < work->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (work->entries, i);
      Placed one = { .entry = entry };

      if (!find_days (work, entry, &one.first, &one.last) ||
          one.first >= row->first + row->n_days || one.last < row->first ||
          get_pass (entry, one.first, one.last) != pass)
        continue;
      one.first = MAX (one.first, row->first) - row->first;
      one.last = MIN (one.last, row->first + row->n_days - 1) - row->first;
      one.slot = take_slot (taken, one.first, one.last);
      g_array_append_val (placed, one);
    }
}

static void
add_more (Work *work, const DayRow *row, guint day, guint n)
{
  double line = work->layout->ask.line;
  EspPlanBox *box =
    add_box (work, NULL, row->x + day * work->layout->column + PAD,
             row->y + (row->n_slots - 1) * (line + GAP), work->layout->column - 2 * PAD, line);

  box->n_more = n;
  box->day = row->first + day;
  box->starts_here = TRUE;
  box->ends_here = TRUE;
}

static void
place_row (Work *work, const DayRow *row)
{
  guint64 taken[DAYS_OF_WEEK] = { 0 };
  guint hidden[DAYS_OF_WEEK] = { 0 };
  gboolean is_full[DAYS_OF_WEEK] = { FALSE };
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (Placed));
  double line = work->layout->ask.line;

  if (row->n_slots == 0)
    return;
  place_pass (work, row, PASS_BARS, taken, placed);
  if (!row->only_bars)
    {
      place_pass (work, row, PASS_SENDS, taken, placed);
      place_pass (work, row, PASS_REST, taken, placed);
    }
  for (guint i = 0; i < placed->len; i++)
    {
      const Placed *one = &g_array_index (placed, Placed, i);

      for (guint day = one->first; one->slot >= row->n_slots && day <= one->last; day++)
        is_full[day] = TRUE;
    }
  for (guint i = 0; i < placed->len; i++)
    {
      const Placed *one = &g_array_index (placed, Placed, i);
      gboolean is_hidden = one->slot >= row->n_slots;
      EspPlanBox *box;

      for (guint day = one->first; !is_hidden && day <= one->last; day++)
        is_hidden = is_full[day] && one->slot == row->n_slots - 1;
      for (guint day = one->first; is_hidden && day <= one->last; day++)
        {
          hidden[day]++;
          is_full[day] = TRUE;
        }
      if (is_hidden)
        continue;
      box = add_box (work, one->entry, row->x + one->first * work->layout->column + PAD,
                     row->y + one->slot * (line + GAP),
                     (one->last - one->first + 1) * work->layout->column - 2 * PAD, line);
      box->day = row->first + one->first;
      box->starts_here = one->entry->from_us >= work->starts[row->first + one->first];
      box->ends_here = one->entry->to_us <= work->starts[row->first + one->last + 1];
      box->is_bar = one->entry->is_all_day || one->last > one->first || !box->starts_here;
    }
  for (guint day = 0; day < row->n_days; day++)
    if (hidden[day] > 0)
      add_more (work, row, day, hidden[day]);
}

static void
lay_out_month (Work *work)
{
  EspPlanLayout *self = work->layout;
  guint n_rows = self->ask.n_days / DAYS_OF_WEEK;
  double least = self->ask.line * 3 + 4 * GAP;

  self->top = self->ask.line;
  self->column = self->ask.width / DAYS_OF_WEEK;
  self->row = MAX ((self->ask.height - self->top) / MAX (n_rows, 1), least);
  self->height = self->top + self->row * n_rows;
  for (guint i = 0; i < n_rows; i++)
    {
      double room = self->row - self->ask.line - 2 * GAP;
      DayRow row = { .first = i * DAYS_OF_WEEK,
                     .n_days = DAYS_OF_WEEK,
                     .y = self->top + i * self->row + self->ask.line + GAP,
                     .n_slots = (guint) MAX (floor (room / (self->ask.line + GAP)), 1) };

      place_row (work, &row);
    }
}

/* What meets in time stands side by side, three at most. */
static void
place_day_hours (Work *work, guint day)
{
  EspPlanLayout *self = work->layout;
  double block = self->ask.line * 2;
  double bottoms[MAX_SIDE_BY_SIDE] = { 0 };
  double x = self->left + day * self->column;
  guint n_hidden = 0;

  for (guint i = 0; i < work->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (work->entries, i);
      guint first, last, side = 0;
      double y;
      EspPlanBox *box;

      if (!find_days (work, entry, &first, &last) || first != day || is_bar (entry, first, last) ||
          entry->from_us < work->starts[day])
        continue;
      y = self->top + (double) (entry->from_us - work->starts[day]) / ESP_USEC_PER_HOUR * self->row;
      y = MIN (y, self->top + HOURS_OF_DAY * self->row - block);
      while (side < MAX_SIDE_BY_SIDE && bottoms[side] > y)
        side++;
      if (side == MAX_SIDE_BY_SIDE)
        {
          n_hidden++;
          continue;
        }
      bottoms[side] = y + block;
      box = add_box (work, entry, x + PAD + side * (self->column - 2 * PAD) / MAX_SIDE_BY_SIDE, y,
                     (self->column - 2 * PAD) * (side == 0 ? 1.0 : 1.0 - side / 3.0), block - GAP);
      box->day = day;
      box->starts_here = TRUE;
      box->ends_here = TRUE;
    }
  if (n_hidden > 0)
    {
      EspPlanBox *box = add_box (work, NULL, x + PAD, self->top - self->ask.line,
                                 self->column - 2 * PAD, self->ask.line);

      box->n_more = n_hidden;
      box->day = day;
    }
}

/* Those beside each other share the width. */
static void
share_width (EspPlanLayout *self)
{
  for (guint i = 0; i < self->boxes->len; i++)
    {
      EspPlanBox *box = &g_array_index (self->boxes, EspPlanBox, i);
      double right = self->left + (box->day + 1) * self->column - PAD;

      if (box->is_bar || box->entry == NULL || box->y < self->top)
        continue;
      for (guint k = 0; k < self->boxes->len; k++)
        {
          const EspPlanBox *other = &g_array_index (self->boxes, EspPlanBox, k);

          if (k != i && !other->is_bar && other->day == box->day && other->x > box->x &&
              other->y < box->y + box->height && box->y < other->y + other->height)
            right = MIN (right, other->x - GAP);
        }
      box->width = right - box->x;
    }
}

/* How many lines the whole days of a week take, within bounds. */
static guint
count_whole_days (const Work *work)
{
  guint64 taken[DAYS_OF_WEEK] = { 0 };
  guint n = 1;

  for (guint i = 0; i < work->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (work->entries, i);
      guint first, last;

      if (find_days (work, entry, &first, &last) && is_bar (entry, first, last))
        {
          guint slot = take_slot (taken, first, last);

          n = MAX (n, slot + 1);
        }
    }
  return MIN (n, MAX_WHOLE_DAYS);
}

static void
lay_out_week (Work *work)
{
  EspPlanLayout *self = work->layout;
  DayRow row = { .n_days = self->ask.n_days,
                 .only_bars = TRUE,
                 .n_slots = count_whole_days (work) };

  self->left = self->ask.line * 2.8;
  self->column = (self->ask.width - self->left) / self->ask.n_days;
  self->row = self->ask.line * 1.8;
  row.x = self->left;
  row.y = self->ask.line * 2 + GAP;
  self->top = row.y + row.n_slots * (self->ask.line + GAP) + self->ask.line;
  self->height = self->top + HOURS_OF_DAY * self->row;
  place_row (work, &row);
  for (guint day = 0; day < self->ask.n_days; day++)
    place_day_hours (work, day);
  share_width (self);
}

static const char *
get_lane (const EspPlanEntry *entry, EspPlanGroup group)
{
  switch (group)
    {
    case ESP_PLAN_BY_CHANNEL:
      return entry->channel != NULL ? entry->channel : entry->medium;
    case ESP_PLAN_BY_OWNER:
      return entry->owner;
    case ESP_PLAN_BY_STATE:
      return entry->state;
    case ESP_PLAN_BY_AUDIENCE:
      return entry->people;
    case ESP_PLAN_BY_CAMPAIGN:
    default:
      return entry->campaign;
    }
}

/* A column of a timeline is too narrow for a title: what is of one day stands as a mark with its title beside it. Where
 * nothing is to leave, the day itself is what matters. */
static gboolean
is_timeline_bar (const EspPlanEntry *entry, guint first, guint last)
{
  return last > first || (entry->type == ESP_PLAN_OF_ITEM && entry->item_kind == ESP_PLAN_BLACKOUT);
}

/* Packs what belongs to a lane into as few lines as it needs. */
static double
place_lane (Work *work, const char *title, double y)
{
  EspPlanLayout *self = work->layout;
  double ends[MAX_SLOTS] = { 0 };
  guint n_lines = 1;

  for (guint i = 0; i < work->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (work->entries, i);
      guint first, last, line = 0;
      double x, width;
      EspPlanBox *box;

      if (g_strcmp0 (get_lane (entry, self->ask.group), title) != 0 ||
          !find_days (work, entry, &first, &last))
        continue;
      x = self->left + first * self->column;
      width = is_timeline_bar (entry, first, last)
                ? (last - first + 1) * self->column - GAP
                : MAX (self->column, self->ask.line * LABEL_LINES);
      if (!is_timeline_bar (entry, first, last) && entry->from_us > work->starts[first])
        x += (double) (entry->from_us - work->starts[first]) /
             (double) (work->starts[first + 1] - work->starts[first]) * self->column;
      x = MIN (x, self->ask.width - self->ask.line * 2);
      width = MIN (width, self->ask.width - x);
      while (line < MAX_SLOTS - 1 && ends[line] > x)
        line++;
      ends[line] = x + width + GAP;
      n_lines = MAX (n_lines, line + 1);
      box =
        add_box (work, entry, x, y + line * (self->ask.line + GAP) + GAP, width, self->ask.line);
      box->day = first;
      box->is_bar = is_timeline_bar (entry, first, last);
      box->starts_here = entry->from_us >= work->starts[0];
      box->ends_here = entry->to_us <= work->starts[self->ask.n_days];
    }
  return n_lines * (self->ask.line + GAP) + GAP;
}

static void
lay_out_timeline (Work *work)
{
  EspPlanLayout *self = work->layout;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_none = FALSE;
  double y;

  self->left = MIN (self->ask.line * 8, self->ask.width / 4);
  self->column = (self->ask.width - self->left) / self->ask.n_days;
  self->top = self->ask.line * 2;
  self->row = self->ask.line;
  y = self->top;
  for (guint i = 0; i <= work->entries->len; i++)
    {
      const EspPlanEntry *entry =
        i < work->entries->len ? g_ptr_array_index (work->entries, i) : NULL;
      const char *title = entry != NULL ? get_lane (entry, self->ask.group) : NULL;
      EspPlanLane lane = { .y = y };
      guint first, last;

      if (entry != NULL && !find_days (work, entry, &first, &last))
        continue;
      has_none |= entry != NULL && title == NULL;
      if ((entry != NULL && title == NULL) || (entry == NULL && !has_none) ||
          (title != NULL && !g_hash_table_add (seen, (gpointer) title)))
        continue;
      lane.title = g_strdup (title);
      lane.height = place_lane (work, title, y);
      y += lane.height;
      g_array_append_val (self->lanes, lane);
    }
  self->height = MAX (y, self->ask.height);
}

/**
 * esp_plan_layout_new:
 * @entries: (element-type EspPlanEntry): in order of time; they outlive the layout
 *
 * Returns: (transfer full)
 */
EspPlanLayout *
esp_plan_layout_new (const EspPlanAsk *ask, const GPtrArray *entries, GTimeZone *zone)
{
  EspPlanLayout *self = g_new0 (EspPlanLayout, 1);
  g_autofree gint64 *starts = g_new0 (gint64, ask->n_days + 1);
  Work work = { self, entries, starts };

  self->ask = *ask;
  self->boxes = g_array_new (FALSE, TRUE, sizeof (EspPlanBox));
  self->lanes = g_array_new (FALSE, TRUE, sizeof (EspPlanLane));
  g_array_set_clear_func (self->lanes, (GDestroyNotify) clear_lane);
  for (guint i = 0; i <= ask->n_days; i++)
    {
      GDate day;

      esp_plan_layout_get_day (self, i, &day);
      starts[i] = esp_day_start_us (&day, zone);
    }
  if (ask->mode == ESP_PLAN_MONTH)
    lay_out_month (&work);
  else if (ask->mode == ESP_PLAN_WEEK)
    lay_out_week (&work);
  else
    lay_out_timeline (&work);
  return self;
}

/**
 * esp_plan_layout_get_day_box:
 * @i: a day, from the first one
 * @out_box: (out): its cell or its column
 */
gboolean
esp_plan_layout_get_day_box (const EspPlanLayout *self, guint i, EspPlanBox *out_box)
{
  *out_box = (EspPlanBox){ .day = i };
  if (i >= self->ask.n_days)
    return FALSE;
  out_box->width = self->column;
  if (self->ask.mode == ESP_PLAN_MONTH)
    {
      out_box->x = (i % DAYS_OF_WEEK) * self->column;
      out_box->y = self->top + i / DAYS_OF_WEEK * self->row;
      out_box->height = self->row;
      return TRUE;
    }
  out_box->x = self->left + i * self->column;
  out_box->height = self->height;
  return TRUE;
}

/**
 * esp_plan_layout_find_time:
 * @out_us: (out): the day that begins there, or the moment when the place has hours
 *
 * Returns: %FALSE beside the days
 */
gboolean
esp_plan_layout_find_time (const EspPlanLayout *self,
                           double x,
                           double y,
                           GTimeZone *zone,
                           gint64 *out_us,
                           gboolean *out_has_hour)
{
  double column = floor ((x - self->left) / self->column);
  guint day;
  GDate date;

  *out_has_hour = FALSE;
  if (x < self->left || column < 0 || y < 0)
    return FALSE;
  if (self->ask.mode == ESP_PLAN_MONTH)
    {
      double row = floor ((y - self->top) / self->row);

      if (row < 0 || column >= DAYS_OF_WEEK)
        return FALSE;
      day = (guint) row * DAYS_OF_WEEK + (guint) column;
    }
  else
    day = (guint) column;
  if (day >= self->ask.n_days)
    return FALSE;
  esp_plan_layout_get_day (self, day, &date);
  *out_us = esp_day_start_us (&date, zone);
  if (self->ask.mode == ESP_PLAN_WEEK && y >= self->top)
    {
      /* Quarters of an hour. */
      gint64 quarter = (gint64) floor ((y - self->top) / self->row * 4);

      *out_us += CLAMP (quarter, 0, HOURS_OF_DAY * 4 - 1) * (ESP_USEC_PER_HOUR / 4);
      *out_has_hour = TRUE;
    }
  return TRUE;
}
