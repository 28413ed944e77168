/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far one lead gets through the steps of a funnel, and when it took each. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-funnel-walk.h"

#include <string.h>

static gboolean
is_in_period (const EspFunnelRule *rule, gint64 at_us)
{
  return at_us >= rule->from_us && at_us < rule->to_us;
}

static gboolean
is_in_window (const EspFunnelRule *rule, gint64 start_us, gint64 at_us)
{
  return rule->window_us == 0 || at_us - start_us <= rule->window_us;
}

/* How far any try gets: for each step the latest beginning of a try that took it. */
static guint
find_level (const EspFunnelRule *rule, const EspInsightEvent *events, guint n_events)
{
  gint64 starts[ESP_FUNNEL_MAX_STEPS];
  gboolean has[ESP_FUNNEL_MAX_STEPS] = { FALSE };
  guint level = 0;

  for (guint i = 0; i < n_events && level < rule->n_steps; i++)
    for (guint step = MIN (level, rule->n_steps - 1) + 1; step-- > 0;)
      {
        if (rule->kinds[step] != events[i].kind)
          continue;
        if (step == 0 && is_in_period (rule, events[i].at_us))
          {
            starts[0] = events[i].at_us;
            has[0] = TRUE;
          }
        else if (step > 0 && has[step - 1] &&
                 is_in_window (rule, starts[step - 1], events[i].at_us))
          {
            starts[step] = starts[step - 1];
            has[step] = TRUE;
          }
        if (has[step])
          level = MAX (level, step + 1);
      }
  return level;
}

/* The steps that a try takes that begins with the event @first. */
static guint
follow (const EspFunnelRule *rule,
        const EspInsightEvent *events,
        guint n_events,
        guint first,
        gint64 *out_times)
{
  guint step = 1;

  out_times[0] = events[first].at_us;
  for (guint i = first + 1; i < n_events && step < rule->n_steps; i++)
    {
      if (!is_in_window (rule, out_times[0], events[i].at_us))
        break;
      if (events[i].kind == rule->kinds[step])
        out_times[step++] = events[i].at_us;
    }
  return step;
}

static guint
walk_in_order (const EspFunnelRule *rule,
               const EspInsightEvent *events,
               guint n_events,
               gint64 *out_times)
{
  guint level = find_level (rule, events, n_events);

  for (guint i = 0; level > 0 && i < n_events; i++)
    if (events[i].kind == rule->kinds[0] && is_in_period (rule, events[i].at_us) &&
        follow (rule, events, n_events, i, out_times) >= level)
      return level;
  return 0;
}

/* The steps 1…k that stand in events[first, end), each by an event of its own. */
static guint
count_steps (const EspFunnelRule *rule,
             const EspInsightEvent *events,
             guint first,
             guint end,
             gint64 *out_times)
{
  guint step = 0;

  for (; step < rule->n_steps; step++)
    {
      guint n_before = 0;
      guint i = first;

      for (guint other = 0; other < step; other++)
        n_before += rule->kinds[other] == rule->kinds[step];
      for (; i < end; i++)
        if (events[i].kind == rule->kinds[step] && n_before-- == 0)
          break;
      if (i == end)
        break;
      out_times[step] = events[i].at_us;
    }
  return step;
}

/* Whether one of the steps 1…level is of that kind: then a try that begins there has taken it by that event. */
static gboolean
is_of_steps (const EspFunnelRule *rule, guint level, guint16 kind)
{
  for (guint step = 0; step < level; step++)
    if (rule->kinds[step] == kind)
      return TRUE;
  return FALSE;
}

/* A try begins with the first of its own steps, and that is in the period: what else the lead did before
 * them, such as a later step that the try never gets to, begins nothing. */
static guint
walk_any_order (const EspFunnelRule *rule,
                const EspInsightEvent *events,
                guint n_events,
                gint64 *out_times)
{
  gint64 times[ESP_FUNNEL_MAX_STEPS] = { 0 };
  guint best = 0;
  guint end = 0;

  for (guint i = 0; i < n_events && best < rule->n_steps; i++)
    {
      guint level;

      if (!is_in_period (rule, events[i].at_us))
        continue;
      while (end < n_events && is_in_window (rule, events[i].at_us, events[end].at_us))
        end++;
      level = count_steps (rule, events, i, end, times);
      if (level <= best || !is_of_steps (rule, level, events[i].kind))
        continue;
      best = level;
      for (guint step = 0; step < level; step++)
        out_times[step] = times[step];
    }
  return best;
}

/**
 * esp_funnel_walk:
 * @events: (array length=n_events): of one lead, by time, at the same moment by kind
 * @out_times: (array fixed-size=40): when the steps were taken
 *
 * Returns: how many steps the lead took; 0 is not in the funnel
 */
guint
esp_funnel_walk (const EspFunnelRule *rule,
                 const EspInsightEvent *events,
                 guint n_events,
                 gint64 *out_times)
{
  return rule->is_strict ? walk_in_order (rule, events, n_events, out_times)
                         : walk_any_order (rule, events, n_events, out_times);
}
