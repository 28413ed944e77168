/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid of days with a button for each entry of the plan that is seen. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-view-private.h"

#include "views/calendar/esp-calendar-words.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>
#include <math.h>

#define KEY "esp-plan-key"
#define DAY "esp-plan-day"
#define LEAST_HEIGHT 320
/* Lines that an hour and some letters take. */
#define LEAST_WITH_HOUR 5.5
/* Place around a line of text. */
#define LINE_PAD 5.0

G_DEFINE_FINAL_TYPE (EspCalendarView, esp_calendar_view, GTK_TYPE_WIDGET)

/**
 * esp_calendar_view_find:
 *
 * Returns: (nullable)
 */
const EspPlanEntry *
esp_calendar_view_find (EspCalendarView *self, const char *key)
{
  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_strcmp0 (entry->key, key) == 0)
        return entry;
    }
  return NULL;
}

static const GPtrArray *
get_conflicts (EspCalendarView *self, const EspPlanEntry *entry)
{
  return self->conflicts != NULL ? g_hash_table_lookup (self->conflicts, entry->key) : NULL;
}

/* Children */

static void
clicked_cb (GtkButton *button, EspCalendarView *self)
{
  const char *key = g_object_get_data (G_OBJECT (button), KEY);

  if (key != NULL)
    self->funcs.peek (self->data, key);
  else
    self->funcs.show_day (self->data, *(const gint64 *) g_object_get_data (G_OBJECT (button), DAY));
}

static void
add_classes (GtkWidget *button, const EspPlanEntry *entry, gboolean is_bar, gboolean has_conflict)
{
  static const char *const types[ESP_N_PLAN_TYPES] = {
    "send", "campaign", "journey", "task", "item", "approval", "goal", "report", "stage", "holiday",
  };

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "esp-plan");
  gtk_widget_add_css_class (button, types[entry->type]);
  if (is_bar)
    gtk_widget_add_css_class (button, "bar");
  if (has_conflict)
    gtk_widget_add_css_class (button, "conflict");
  if (g_strcmp0 (entry->state, "draft") == 0 || g_strcmp0 (entry->state, "idea") == 0)
    gtk_widget_add_css_class (button, "draft");
  if (g_strcmp0 (entry->state, "done") == 0 || g_strcmp0 (entry->state, "cancelled") == 0)
    gtk_widget_add_css_class (button, "done");
  if (entry->type == ESP_PLAN_OF_ITEM)
    gtk_widget_add_css_class (button, esp_plan_kind_get_name (entry->item_kind));
}

static GtkWidget *
make_face (EspCalendarView *self, const EspPlanEntry *entry, const EspPlanBox *place)
{
  EspLang lang = esp_session_get_lang (self->session);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *label;
  g_autofree char *title = esp_calendar_title_words (entry, lang);
  g_autofree char *text = NULL;

  /* In a week the place says the hour; where there is little place, what it is matters more. */
  if (!entry->is_all_day && entry->to_us <= entry->from_us && self->mode != ESP_PLAN_WEEK &&
      place->width > self->line * LEAST_WITH_HOUR)
    {
      g_autofree char *time =
        esp_format_date (entry->from_us, self->plan->zone, ESP_DATE_TIME, lang);

      text = g_strdup_printf ("%s %s", time, title);
    }
  else
    text = g_steal_pointer (&title);
  gtk_box_append (GTK_BOX (box), esp_icon_new (esp_calendar_icon (entry)));
  label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (self->mode == ESP_PLAN_WEEK && !place->is_bar)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_lines (GTK_LABEL (label), 2);
    }
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (get_conflicts (self, entry) != NULL)
    gtk_box_append (GTK_BOX (box), esp_icon_new ("esp-warning-symbolic"));
  return box;
}

static GtkWidget *
make_button (EspCalendarView *self, const EspPlanBox *place)
{
  GtkWidget *button = gtk_button_new ();
  const EspPlanEntry *entry = place->entry;
  g_autofree char *words = NULL;

  if (entry == NULL)
    {
      g_autofree char *label = g_strdup_printf (_ ("%u more"), place->n_more);
      gint64 *day_us = g_new (gint64, 1);
      GDate day;

      esp_plan_layout_get_day (self->layout, place->day, &day);
      *day_us = esp_day_start_us (&day, self->plan->zone);
      gtk_button_set_label (GTK_BUTTON (button), label);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "esp-plan");
      gtk_widget_add_css_class (button, "more");
      g_object_set_data_full (G_OBJECT (button), DAY, day_us, g_free);
    }
  else
    {
      const GPtrArray *conflicts = get_conflicts (self, entry);

      add_classes (button, entry, place->is_bar, conflicts != NULL);
      if (self->mode == ESP_PLAN_TIMELINE && !place->is_bar)
        gtk_widget_add_css_class (button, "point");
      gtk_button_set_child (GTK_BUTTON (button), make_face (self, entry, place));
      words = esp_calendar_entry_words (entry, conflicts, self->plan->zone,
                                        esp_session_get_lang (self->session));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                      -1);
      gtk_widget_set_tooltip_text (button, words);
      g_object_set_data_full (G_OBJECT (button), KEY, g_strdup (entry->key), g_free);
    }
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, 0);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
drop_buttons (EspCalendarView *self)
{
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_widget_unparent (self->buttons->pdata[i]);
  g_ptr_array_set_size (self->buttons, 0);
}

static double
measure_line (EspCalendarView *self)
{
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (self), "가Ag");
  int height = 0;

  pango_layout_get_pixel_size (text, NULL, &height);
  return height + LINE_PAD;
}

static void
lay_out (EspCalendarView *self, int width, int height)
{
  EspPlanAsk ask = { .mode = self->mode,
                     .group = self->group,
                     .first = self->first,
                     .n_days = self->n_days,
                     .width = width,
                     .height = height,
                     .line = measure_line (self) };
  g_autofree char *focused = g_strdup (esp_calendar_view_get_selected (self));

  drop_buttons (self);
  g_clear_pointer (&self->layout, esp_plan_layout_free);
  self->laid_width = width;
  self->laid_height = height;
  self->line = ask.line;
  if (self->plan == NULL || width < 1)
    return;
  self->layout = esp_plan_layout_new (&ask, self->entries, self->plan->zone);
  for (guint i = 0; i < self->layout->boxes->len; i++)
    g_ptr_array_add (self->buttons,
                     make_button (self, &g_array_index (self->layout->boxes, EspPlanBox, i)));
  if (focused != NULL)
    esp_calendar_view_focus (self, focused);
}

/* The widget */

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  EspCalendarView *self = ESP_CALENDAR_VIEW (widget);
  double line = self->line > 0 ? self->line : measure_line (self);

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) (line * 7 * 2);
      *natural = *minimum;
      return;
    }
  *minimum = LEAST_HEIGHT;
  if (self->mode == ESP_PLAN_MONTH)
    *minimum = (int) ceil (line + self->n_days / 7.0 * (line * 3 + 10));
  else if (self->layout != NULL && self->mode == ESP_PLAN_WEEK)
    *minimum = (int) ceil (self->layout->height);
  else if (self->mode == ESP_PLAN_WEEK)
    *minimum = (int) ceil (line * 52);
  else if (self->layout != NULL && self->layout->lanes->len > 0)
    {
      const EspPlanLane *last =
        &g_array_index (self->layout->lanes, EspPlanLane, self->layout->lanes->len - 1);

      *minimum = (int) ceil (last->y + last->height);
    }
  *natural = *minimum;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspCalendarView *self = ESP_CALENDAR_VIEW (widget);

  if (self->layout == NULL || width != self->laid_width || height != self->laid_height)
    lay_out (self, width, height);
  for (guint i = 0; i < self->buttons->len; i++)
    {
      const EspPlanBox *box = &g_array_index (self->layout->boxes, EspPlanBox, i);
      GtkWidget *button = self->buttons->pdata[i];
      GtkAllocation place = { (int) box->x, (int) box->y, MAX ((int) box->width, 1),
                              MAX ((int) box->height, 1) };
      int least_width = 0, least_height = 0;

      gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
      gtk_widget_measure (button, GTK_ORIENTATION_VERTICAL, MAX (place.width, least_width),
                          &least_height, NULL, NULL, NULL);
      place.width = MAX (place.width, least_width);
      place.height = MAX (place.height, least_height);
      gtk_widget_size_allocate (button, &place, -1);
    }
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EspCalendarView *self = ESP_CALENDAR_VIEW (widget);

  if (self->layout != NULL)
    esp_calendar_view_paint (self, snapshot);
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_widget_snapshot_child (widget, self->buttons->pdata[i], snapshot);
}

static void
esp_calendar_view_dispose (GObject *object)
{
  EspCalendarView *self = ESP_CALENDAR_VIEW (object);

  drop_buttons (self);
  g_clear_pointer (&self->layout, esp_plan_layout_free);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->conflicts, g_hash_table_unref);
  g_clear_pointer (&self->dragged, g_free);
  self->plan = NULL;
  G_OBJECT_CLASS (esp_calendar_view_parent_class)->dispose (object);
}

static void
esp_calendar_view_finalize (GObject *object)
{
  g_ptr_array_unref (ESP_CALENDAR_VIEW (object)->buttons);
  G_OBJECT_CLASS (esp_calendar_view_parent_class)->finalize (object);
}

static void
esp_calendar_view_class_init (EspCalendarViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_calendar_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_calendar_view_finalize;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->snapshot = snapshot;
  gtk_widget_class_set_css_name (widget_class, "esp-calendar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_calendar_view_init (EspCalendarView *self)
{
  self->buttons = g_ptr_array_new ();
  self->n_days = 42;
  g_date_clear (&self->first, 1);
  g_date_set_dmy (&self->first, 1, G_DATE_JANUARY, 2026);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Calendar"), -1);
}

/**
 * esp_calendar_view_new:
 * @data: of @funcs; outlives the view
 */
GtkWidget *
esp_calendar_view_new (EspSession *session, const EspCalendarFuncs *funcs, gpointer data)
{
  EspCalendarView *self = g_object_new (ESP_TYPE_CALENDAR_VIEW, NULL);

  self->session = session;
  self->funcs = *funcs;
  self->data = data;
  esp_calendar_view_init_input (self);
  return GTK_WIDGET (self);
}

static void
lay_out_anew (EspCalendarView *self)
{
  if (self->laid_width > 0)
    lay_out (self, self->laid_width, self->laid_height);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * esp_calendar_view_show:
 *
 * Shows these days in this way; the plan of other days is dropped.
 */
void
esp_calendar_view_show (EspCalendarView *self,
                        EspPlanMode mode,
                        EspPlanGroup group,
                        const GDate *first,
                        guint n_days)
{
  self->mode = mode;
  self->group = group;
  self->first = *first;
  self->n_days = n_days;
  lay_out_anew (self);
}

/**
 * esp_calendar_view_set_plan:
 * @plan: (nullable): outlives the view, or its next plan
 * @entries: (transfer full) (element-type EspPlanEntry): those of it that are to be seen
 * @conflicts: (transfer full) (nullable): key to array of conflicts
 */
void
esp_calendar_view_set_plan (EspCalendarView *self,
                            const EspPlan *plan,
                            GPtrArray *entries,
                            GHashTable *conflicts)
{
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->conflicts, g_hash_table_unref);
  self->plan = plan;
  self->entries = entries;
  self->conflicts = conflicts;
  lay_out_anew (self);
}

/**
 * esp_calendar_view_set_heat:
 * @heat: (nullable): how good an hour of a day of the week was for sending, from 0 to 1; Monday first
 */
void
esp_calendar_view_set_heat (EspCalendarView *self, const double heat[7][24])
{
  self->has_heat = heat != NULL;
  for (guint day = 0; heat != NULL && day < 7; day++)
    for (guint hour = 0; hour < 24; hour++)
      self->heat[day][hour] = heat[day][hour];
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * esp_calendar_view_set_cursor:
 */
void
esp_calendar_view_set_cursor (EspCalendarView *self, gint64 at_us)
{
  self->cursor_us = at_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * esp_calendar_view_get_cursor:
 */
gint64
esp_calendar_view_get_cursor (EspCalendarView *self)
{
  return self->cursor_us;
}

/**
 * esp_calendar_view_get_selected:
 *
 * Returns: (nullable): the key of the entry that has the focus
 */
const char *
esp_calendar_view_get_selected (EspCalendarView *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));

  return focus != NULL ? g_object_get_data (G_OBJECT (focus), KEY) : NULL;
}

/**
 * esp_calendar_view_focus:
 *
 * Returns: whether the entry is to be seen
 */
gboolean
esp_calendar_view_focus (EspCalendarView *self, const char *key)
{
  for (guint i = 0; i < self->buttons->len; i++)
    if (g_strcmp0 (g_object_get_data (self->buttons->pdata[i], KEY), key) == 0)
      return gtk_widget_grab_focus (self->buttons->pdata[i]);
  return FALSE;
}
