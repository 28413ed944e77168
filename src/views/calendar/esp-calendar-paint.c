/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the days of a calendar behind its entries: today, weekends, holidays, hours, lanes, and what is dragged. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-view-private.h"

#include "views/calendar/esp-calendar-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define HAIR 1.0f

typedef struct
{
  EspCalendarView *self;
  GtkSnapshot *snapshot;
  GdkRGBA text;
  GdkRGBA dim;
  GdkRGBA grid;
  GdkRGBA rest;
  GdkRGBA accent;
  GdkRGBA error;
} Painter;

static GdkRGBA
look_up (GtkWidget *widget, const char *name, const char *fallback)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (context, name, &color))
    (void) gdk_rgba_parse (&color, fallback); /* a literal of this file */
  return color;
}

static GdkRGBA
fade (GdkRGBA color, float alpha)
{
  color.alpha *= alpha;
  return color;
}

static void
fill (const Painter *painter, const GdkRGBA *color, double x, double y, double width, double height)
{
  gtk_snapshot_append_color (painter->snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width,
                                                  (float) height));
}

static void
put_text (const Painter *painter,
          const char *text,
          const GdkRGBA *color,
          double x,
          double y,
          double width,
          gboolean is_bold)
{
  g_autoptr (PangoLayout) layout =
    gtk_widget_create_pango_layout (GTK_WIDGET (painter->self), text);

  if (width <= 4)
    return;
  if (is_bold)
    {
      g_autoptr (PangoAttrList) bold = pango_attr_list_new ();

      pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (layout, bold);
    }
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  gtk_snapshot_save (painter->snapshot);
  gtk_snapshot_translate (painter->snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (painter->snapshot, layout, color);
  gtk_snapshot_restore (painter->snapshot);
}

/* The strongest special day of a day; whether nobody works then is its own word. */
static const EspPlanEntry *
find_holiday (const EspCalendarView *self, gint64 day_us)
{
  const EspPlanEntry *found = NULL;

  for (guint i = 0; i < self->plan->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (self->plan->entries, i);

      if (entry->from_us > day_us)
        break;
      if (entry->type == ESP_PLAN_OF_HOLIDAY && entry->from_us == day_us &&
          (found == NULL || entry->holiday_kind < found->holiday_kind))
        found = entry;
    }
  return found;
}

static char *
get_day_label (const Painter *painter, const GDate *day, guint i)
{
  EspCalendarView *self = painter->self;

  if (self->mode == ESP_PLAN_MONTH && (i == 0 || g_date_get_day (day) == 1))
    return esp_format_date (esp_day_start_us (day, self->plan->zone), self->plan->zone,
                            ESP_DATE_SHORT, esp_session_get_lang (self->session));
  return g_strdup_printf ("%u", g_date_get_day (day));
}

/* Number of the day and name of the holiday, in a row of their own. */
static void
paint_day_label (const Painter *painter,
                 const GDate *day,
                 guint i,
                 const EspPlanBox *cell,
                 double y)
{
  EspCalendarView *self = painter->self;
  gint64 day_us = esp_day_start_us (day, self->plan->zone);
  const EspPlanEntry *holiday = find_holiday (self, day_us);
  gboolean is_today =
    self->plan->now_us >= day_us && self->plan->now_us < day_us + ESP_USEC_PER_DAY;
  gboolean is_off =
    g_date_get_weekday (day) == G_DATE_SUNDAY || (holiday != NULL && holiday->is_off);
  g_autofree char *label = get_day_label (painter, day, i);
  const GdkRGBA *color = is_today ? &painter->accent : is_off ? &painter->error : &painter->text;
  double indent = self->line * (strlen (label) > 2 ? 2.6 : 1.1);

  if (self->mode == ESP_PLAN_TIMELINE && cell->width < self->line * 2)
    {
      put_text (painter, label, color, cell->x + 3, y, cell->width - 3, is_today);
      return;
    }
  put_text (painter, label, color, cell->x + 6, y, cell->width - 8, is_today);
  if (holiday != NULL && self->mode != ESP_PLAN_TIMELINE)
    {
      g_autofree char *name =
        esp_calendar_title_words (holiday, esp_session_get_lang (self->session));

      put_text (painter, name, holiday->is_off ? &painter->error : &painter->dim,
                cell->x + 6 + indent, y, cell->width - indent - 10, FALSE);
    }
}

static void
paint_day (const Painter *painter, guint i)
{
  EspCalendarView *self = painter->self;
  EspPlanBox cell;
  GDate day;
  const EspPlanEntry *holiday;
  double header = self->mode == ESP_PLAN_MONTH ? 0 : self->line;

  (void) esp_plan_layout_get_day_box (self->layout, i, &cell);
  esp_plan_layout_get_day (self->layout, i, &day);
  holiday = find_holiday (self, esp_day_start_us (&day, self->plan->zone));
  if (g_date_get_weekday (&day) >= G_DATE_SATURDAY || (holiday != NULL && holiday->is_off))
    fill (painter, &painter->rest, cell.x, cell.y, cell.width, cell.height);
  fill (painter, &painter->grid, cell.x, cell.y, HAIR, cell.height);
  if (self->mode == ESP_PLAN_MONTH)
    fill (painter, &painter->grid, cell.x, cell.y, cell.width, HAIR);
  paint_day_label (painter, &day, i, &cell, cell.y + header + 3);
}

static void
paint_weekdays (const Painter *painter)
{
  EspCalendarView *self = painter->self;
  guint n = self->mode == ESP_PLAN_MONTH ? 7 : self->n_days;

  for (guint i = 0; i < n; i++)
    {
      EspPlanBox cell;
      GDate day;

      (void) esp_plan_layout_get_day_box (self->layout, i, &cell);
      esp_plan_layout_get_day (self->layout, i, &day);
      put_text (painter, esp_calendar_weekday_words (g_date_get_weekday (&day)),
                g_date_get_weekday (&day) == G_DATE_SUNDAY ? &painter->error : &painter->dim,
                cell.x + (self->mode == ESP_PLAN_TIMELINE ? 3 : 6), 3, cell.width - 4, FALSE);
    }
}

/* The offset of the computer's own zone at a moment, when it shows another hour than the workspace's. */
static gboolean
find_other_hour (const EspCalendarView *self, gint64 at_us, int *out_hour)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) ours =
    local != NULL ? g_date_time_to_timezone (local, self->plan->zone) : NULL;

  if (ours == NULL || g_date_time_get_utc_offset (local) == g_date_time_get_utc_offset (ours))
    return FALSE;
  *out_hour = g_date_time_get_hour (local);
  return TRUE;
}

static void
paint_hours (const Painter *painter)
{
  EspCalendarView *self = painter->self;
  const EspPlanLayout *layout = self->layout;
  gint64 start_us = esp_day_start_us (&self->first, self->plan->zone);
  GdkRGBA faint = fade (painter->grid, 0.6f);
  int other = 0;

  if (find_other_hour (self, start_us, &other))
    {
      g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (start_us / G_USEC_PER_SEC);

      put_text (painter, g_date_time_get_timezone_abbreviation (local), &painter->dim, 4,
                layout->top - self->line, layout->left - 6, FALSE);
    }
  for (guint hour = 0; hour < 24; hour++)
    {
      double y = layout->top + hour * layout->row;
      gint64 at_us = start_us + hour * ESP_USEC_PER_HOUR;
      g_autofree char *label = find_other_hour (self, at_us, &other)
                                 ? g_strdup_printf ("%02u · %02d", hour, other)
                                 : g_strdup_printf ("%02u:00", hour);

      for (guint day = 0; self->has_heat && day < self->n_days; day++)
        {
          GDate date;
          GdkRGBA heat;

          esp_plan_layout_get_day (layout, day, &date);
          heat = fade (painter->accent,
                       (float) (0.16 * self->heat[g_date_get_weekday (&date) - 1][hour]));
          fill (painter, &heat, layout->left + day * layout->column, y, layout->column,
                layout->row);
        }
      fill (painter, &faint, layout->left, y, layout->ask.width - layout->left, HAIR);
      put_text (painter, label, &painter->dim, 4, y, layout->left - 6, FALSE);
    }
}

static void
paint_lanes (const Painter *painter)
{
  EspCalendarView *self = painter->self;

  for (guint i = 0; i < self->layout->lanes->len; i++)
    {
      const EspPlanLane *lane = &g_array_index (self->layout->lanes, EspPlanLane, i);

      fill (painter, &painter->grid, 0, lane->y, self->layout->ask.width, HAIR);
      put_text (painter, esp_calendar_lane_words (lane->title, self->group),
                lane->title != NULL ? &painter->text : &painter->dim, 8, lane->y + 4,
                self->layout->left - 12, FALSE);
    }
}

static void
paint_now (const Painter *painter)
{
  EspCalendarView *self = painter->self;

  for (guint i = 0; i < self->n_days && self->mode != ESP_PLAN_MONTH; i++)
    {
      gint64 day_us;
      EspPlanBox cell;
      GDate day;
      double part;

      esp_plan_layout_get_day (self->layout, i, &day);
      day_us = esp_day_start_us (&day, self->plan->zone);
      if (self->plan->now_us < day_us || self->plan->now_us >= day_us + ESP_USEC_PER_DAY)
        continue;
      (void) esp_plan_layout_get_day_box (self->layout, i, &cell);
      part = (double) (self->plan->now_us - day_us) / (double) ESP_USEC_PER_DAY;
      if (self->mode == ESP_PLAN_WEEK)
        fill (painter, &painter->accent, cell.x, self->layout->top + part * 24 * self->layout->row,
              cell.width, 2);
      else
        fill (painter, &painter->accent, cell.x + part * cell.width, self->layout->top, 2,
              self->layout->height);
    }
}

/* A place of the grid for a moment. */
static gboolean
find_place (EspCalendarView *self, gint64 at_us, EspPlanBox *out_box)
{
  for (guint i = 0; i < self->n_days; i++)
    {
      gint64 from_us, to_us;
      GDate day, next;

      esp_plan_layout_get_day (self->layout, i, &day);
      next = day;
      g_date_add_days (&next, 1);
      from_us = esp_day_start_us (&day, self->plan->zone);
      to_us = esp_day_start_us (&next, self->plan->zone);
      if (at_us < from_us || at_us >= to_us)
        continue;
      (void) esp_plan_layout_get_day_box (self->layout, i, out_box);
      if (self->mode == ESP_PLAN_WEEK)
        {
          out_box->y =
            self->layout->top + (double) (at_us - from_us) / ESP_USEC_PER_HOUR * self->layout->row;
          out_box->height = self->line * 2;
        }
      return TRUE;
    }
  return FALSE;
}

static void
outline (const Painter *painter, const EspPlanBox *box, const GdkRGBA *color)
{
  GskRoundedRect rect;
  const float widths[4] = { 2, 2, 2, 2 };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };

  gsk_rounded_rect_init_from_rect (&rect,
                                   &GRAPHENE_RECT_INIT ((float) box->x + 1, (float) box->y + 1,
                                                        (float) box->width - 2,
                                                        (float) box->height - 2),
                                   6);
  gtk_snapshot_append_border (painter->snapshot, &rect, widths, colors);
}

static void
paint_marks (const Painter *painter)
{
  EspCalendarView *self = painter->self;
  EspPlanBox box;

  if (gtk_widget_is_focus (GTK_WIDGET (self)) && find_place (self, self->cursor_us, &box))
    outline (painter, &box, &painter->accent);
  if (self->dragged != NULL && self->target_us != 0 && find_place (self, self->target_us, &box))
    {
      GdkRGBA ghost = fade (painter->accent, 0.18f);

      fill (painter, &ghost, box.x, box.y, box.width, box.height);
      outline (painter, &box, &painter->accent);
    }
}

/**
 * esp_calendar_view_paint:
 */
void
esp_calendar_view_paint (EspCalendarView *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  Painter painter = { .self = self, .snapshot = snapshot };

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &painter.text);
  painter.dim = fade (painter.text, 0.62f);
  painter.grid = fade (painter.text, 0.13f);
  painter.rest = fade (painter.text, 0.04f);
  painter.accent = look_up (widget, "accent_color", "#1c71d8");
  painter.error = look_up (widget, "error_color", "#c01c28");
  if (self->mode == ESP_PLAN_WEEK)
    paint_hours (&painter);
  for (guint i = 0; i < self->n_days; i++)
    paint_day (&painter, i);
  paint_weekdays (&painter);
  if (self->mode == ESP_PLAN_TIMELINE)
    paint_lanes (&painter);
  paint_now (&painter);
  paint_marks (&painter);
}
