/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for lengths of time, times of day and weekdays, bound to the text of a step. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-controls.h"

#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-times.h"
#include "views/segments/esp-condition-controls.h"
#include "views/shell/esp-choice.h"

#include <glib/gi18n.h>
#include <string.h>

#define NUMBER_KEY "esp-number"
#define UNIT_KEY "esp-unit"
#define DAY_KEY "esp-day"
#define MAX_SPAN 100000
#define CLOCK_CHARS 5
#define N_DAYS 7
#define MINUTES_A_DAY 1440
#define CLOCK_STEP 30 /* minutes: of one press of an arrow key */
#define DEFAULT_SPAN 3
#define DEFAULT_UNIT 2

static const char *const units[] = { "minutes", "hours", "days", "weeks", "months" };
static const char *const days[N_DAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static EspStepPage *
page_to_tell (gpointer control)
{
  GtkWidget *page = gtk_widget_get_ancestor (control, ESP_TYPE_STEP_PAGE);

  return page != NULL && !esp_step_page_is_showing (ESP_STEP_PAGE (page)) ? ESP_STEP_PAGE (page)
                                                                          : NULL;
}

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (GTK_IS_DROP_DOWN (widget)) /* what is pressed is the button inside */
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (widget)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Lengths of time */

static guint
unit_of (JsonNode *root, const char *path, double *out_n)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *member = g_strdup_printf ("%s.%s", path, units[i]);

      *out_n = esp_step_json_get_number (root, member, 0);
      if (*out_n > 0)
        return i;
    }
  return G_N_ELEMENTS (units);
}

/* The choices of units begin with "none" where there need not be a time. */
static void
span_cb (GtkWidget *part, GtkWidget *box, EspStepCommit how)
{
  EspStepPage *page = page_to_tell (box);
  GtkWidget *number = g_object_get_data (G_OBJECT (box), NUMBER_KEY);
  GtkDropDown *unit = g_object_get_data (G_OBJECT (box), UNIT_KEY);
  gboolean has_none =
    g_list_model_get_n_items (gtk_drop_down_get_model (unit)) > G_N_ELEMENTS (units);
  int chosen = (int) gtk_drop_down_get_selected (unit) - (has_none ? 1 : 0);
  const char *path;
  JsonNode *next;

  gtk_widget_set_visible (number, chosen >= 0);
  if (page == NULL)
    return;
  path = esp_step_page_get_path (page, box);
  next = esp_step_page_begin (page);
  esp_step_json_put (next, path, NULL);
  if (chosen >= 0)
    {
      g_autofree char *member = g_strdup_printf ("%s.%s", path, units[chosen]);

      esp_step_json_put_number (next, member, esp_step_spin_read (GTK_SPIN_BUTTON (number)));
    }
  (void) esp_step_page_commit (page, box, next, how);
}

static void
keep_span (GtkWidget *box)
{
  span_cb (box, box, ESP_STEP_COMMIT_TYPING);
}

static void
span_number_cb (GtkWidget *number, GtkWidget *box)
{
  EspStepPage *page = page_to_tell (box);

  if (page != NULL)
    esp_step_page_keep_soon (page, box, keep_span);
}

static void
span_unit_cb (GtkDropDown *unit, GParamSpec *pspec, GtkWidget *box)
{
  span_cb (GTK_WIDGET (unit), box, ESP_STEP_COMMIT_WHOLE);
}

static void
show_span (EspStepPage *page, GtkWidget *box, const char *path)
{
  GtkWidget *number = g_object_get_data (G_OBJECT (box), NUMBER_KEY);
  GtkDropDown *unit = g_object_get_data (G_OBJECT (box), UNIT_KEY);
  gboolean has_none =
    g_list_model_get_n_items (gtk_drop_down_get_model (unit)) > G_N_ELEMENTS (units);
  double n = 0;
  guint found = unit_of (esp_step_page_get_root (page), path, &n);
  gboolean is_set = found < G_N_ELEMENTS (units);

  if (is_set)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (number), n);
  if (is_set || !has_none)
    gtk_drop_down_set_selected (unit, (is_set ? found : DEFAULT_UNIT) + (has_none ? 1 : 0));
  else
    gtk_drop_down_set_selected (unit, 0);
  gtk_widget_set_visible (number, is_set || !has_none);
}

static GtkWidget *
make_units (const char *title, const char *none)
{
  const char *const words[] = { C_ ("length of time", "minutes"), C_ ("length of time", "hours"),
                                C_ ("length of time", "days"), C_ ("length of time", "weeks"),
                                C_ ("length of time", "months") };
  g_autofree char *name = g_strdup_printf ("%s: %s", title, _ ("Unit"));
  GtkStringList *list = gtk_string_list_new (NULL);
  GtkWidget *unit;

  if (none != NULL)
    gtk_string_list_append (list, none);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    gtk_string_list_append (list, words[i]);
  unit = gtk_drop_down_new (G_LIST_MODEL (list), NULL);
  esp_choice_speak (unit);
  set_name (unit, name);
  gtk_widget_set_hexpand (unit, TRUE);
  return unit;
}

static EspStepLine *
add_span_fact (EspStepPage *page, const char *path, const char *title, const char *none)
{
  double n = 0;
  guint unit = unit_of (esp_step_page_get_root (page), path, &n);
  EspJourneySpan span = { (guint) n, (EspSpanUnit) unit };
  g_autofree char *words = NULL;

  if (unit == G_N_ELEMENTS (units))
    return none != NULL ? esp_step_page_add_fact (page, title, none) : NULL;
  words = esp_journey_words_span (&span);
  return esp_step_page_add_fact (page, title, words);
}

/**
 * esp_step_add_span:
 * @none: (nullable): what it is called when there is no time; %NULL: there must be one
 *
 * Adds a row for a length of time.
 */
EspStepLine *
esp_step_add_span (EspStepPage *page, const char *path, const char *title, const char *none)
{
  GtkWidget *box;
  GtkWidget *number;
  GtkWidget *unit;

  if (!esp_step_page_is_editable (page))
    return add_span_fact (page, path, title, none);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  number = gtk_spin_button_new_with_range (1, MAX_SPAN, 1);
  unit = make_units (title, none);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (number), DEFAULT_SPAN);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (number), TRUE);
  esp_editable_give_up_undo (GTK_EDITABLE (number));
  gtk_editable_set_width_chars (GTK_EDITABLE (number), 3);
  set_name (number, title);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), unit);
  g_object_set_data (G_OBJECT (box), NUMBER_KEY, number);
  g_object_set_data (G_OBJECT (box), UNIT_KEY, unit);
  g_signal_connect_object (number, "value-changed", G_CALLBACK (span_number_cb), box, 0);
  g_signal_connect_object (number, "changed", G_CALLBACK (span_number_cb), box, 0);
  g_signal_connect_object (unit, "notify::selected", G_CALLBACK (span_unit_cb), box, 0);
  return esp_step_page_add (page, path, esp_step_line_new (title, box), box, show_span);
}

/* Times of day */

/**
 * esp_step_clock_parse:
 *
 * Reads a time of day as people write it: 9, 930, 9:30, 09:30.
 */
gboolean
esp_step_clock_parse (const char *text, guint *out_minute)
{
  g_autofree char *digits = g_strstrip (g_strdup (text));
  char *colon = strchr (digits, ':');
  gsize length = strlen (digits);
  guint64 hour = 0;
  guint64 minute = 0;

  if (colon != NULL)
    *colon = '\0';
  if (colon == NULL && length >= 3 && length <= 4)
    {
      if (!g_ascii_string_to_unsigned (digits + length - 2, 10, 0, 59, &minute, NULL))
        return FALSE;
      digits[length - 2] = '\0';
    }
  else if (colon != NULL && (strlen (colon + 1) != 2 ||
                             !g_ascii_string_to_unsigned (colon + 1, 10, 0, 59, &minute, NULL)))
    return FALSE;
  if (strlen (digits) > 2 || !g_ascii_string_to_unsigned (digits, 10, 0, 23, &hour, NULL))
    return FALSE;
  *out_minute = (guint) (hour * 60 + minute);
  return TRUE;
}

/**
 * esp_step_clock_is_whole:
 *
 * Half a time is on its way; what is there with its colon is one.
 */
gboolean
esp_step_clock_is_whole (const char *text)
{
  const char *colon = strchr (text, ':');

  return colon != NULL && strlen (colon) == 3;
}

static void
keep_clock (GtkWidget *entry, const char *text)
{
  EspStepPage *page = page_to_tell (entry);
  g_autofree char *clock = NULL;
  guint minute = 0;
  JsonNode *next;

  if (page == NULL)
    return;
  if (!esp_step_clock_parse (text, &minute))
    {
      esp_step_page_refuse (page, entry, _ ("Write a time of day such as 09:30."));
      return;
    }
  clock = g_strdup_printf ("%02u:%02u", minute / 60, minute % 60);
  next = esp_step_page_begin (page);
  esp_step_json_put_text (next, esp_step_page_get_path (page, entry), clock);
  (void) esp_step_page_commit (page, entry, next, ESP_STEP_COMMIT_TYPING);
}

static void
clock_cb (GtkEditable *entry, gpointer data)
{
  if (esp_step_clock_is_whole (gtk_editable_get_text (entry)))
    keep_clock (GTK_WIDGET (entry), gtk_editable_get_text (entry));
}

/**
 * esp_step_clock_set:
 */
void
esp_step_clock_set (GtkWidget *entry, guint minute)
{
  g_autofree char *text = g_strdup_printf ("%02u:%02u", minute / 60, minute % 60);

  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
settle_clock (GtkWidget *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  guint minute = 0;

  if (esp_step_clock_parse (text, &minute))
    esp_step_clock_set (entry, minute);
  else
    keep_clock (entry, text);
}

/* Whoever leaves means what stands there. */
static void
clock_left_cb (GtkWidget *entry)
{
  EspStepPage *page = page_to_tell (entry);

  if (page != NULL)
    esp_step_page_keep_soon (page, entry, settle_clock);
}

static gboolean
clock_key_cb (GtkEventControllerKey *keys,
              guint keyval,
              guint keycode,
              GdkModifierType state,
              GtkWidget *entry)
{
  int by = keyval == GDK_KEY_Up ? CLOCK_STEP : keyval == GDK_KEY_Down ? -CLOCK_STEP : 0;
  guint minute = 0;

  if (by == 0 || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  (void) esp_step_clock_parse (gtk_editable_get_text (GTK_EDITABLE (entry)), &minute);
  esp_step_clock_set (entry, (guint) ((int) minute + MINUTES_A_DAY + by) % MINUTES_A_DAY);
  return TRUE;
}

/**
 * esp_step_clock_show:
 *
 * Puts what is at @path into the entry.
 */
void
esp_step_clock_show (EspStepPage *page, GtkWidget *entry, const char *path)
{
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);
  guint minute = 0;

  if (text != NULL && esp_step_clock_parse (text, &minute))
    esp_step_clock_set (entry, minute);
  else
    gtk_editable_set_text (GTK_EDITABLE (entry), "");
}

/**
 * esp_step_clock_new:
 * @changed: is called when another whole time stands there
 *
 * Returns: (transfer floating): an entry for a time of day
 */
GtkWidget *
esp_step_clock_new (const char *title, GCallback changed, gpointer owner)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  esp_editable_give_up_undo (GTK_EDITABLE (entry));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), CLOCK_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), CLOCK_CHARS);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "09:30");
  gtk_widget_add_css_class (entry, "numeric");
  set_name (entry, title);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  if (owner != NULL)
    g_signal_connect_object (entry, "changed", changed, owner, 0);
  else
    g_signal_connect (entry, "changed", changed, NULL);
  g_signal_connect (entry, "activate", G_CALLBACK (clock_left_cb), NULL);
  g_signal_connect_object (focus, "leave", G_CALLBACK (clock_left_cb), entry, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (clock_key_cb), entry, 0);
  gtk_widget_add_controller (entry, focus);
  gtk_widget_add_controller (entry, keys);
  return entry;
}

/**
 * esp_step_add_clock:
 *
 * Adds a row for a time of day.
 */
EspStepLine *
esp_step_add_clock (EspStepPage *page, const char *path, const char *title)
{
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);
  GtkWidget *entry;

  if (!esp_step_page_is_editable (page))
    return esp_step_page_add_fact (page, title, text != NULL ? text : "00:00");
  entry = esp_step_clock_new (title, G_CALLBACK (clock_cb), NULL);
  gtk_widget_set_halign (entry, GTK_ALIGN_START);
  return esp_step_page_add (page, path, esp_step_line_new (title, entry), entry,
                            esp_step_clock_show);
}

/* Weekdays */

static void
day_cb (GtkToggleButton *toggle, GtkWidget *box)
{
  EspStepPage *page = page_to_tell (box);
  const char *path;
  JsonNode *next;
  JsonNode *value = NULL;
  JsonArray *chosen;

  if (page == NULL)
    return;
  path = esp_step_page_get_path (page, box);
  chosen = json_array_new ();
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (child)))
      json_array_add_string_element (chosen, g_object_get_data (G_OBJECT (child), DAY_KEY));
  /* All of them and none of them both mean every day, and the text says it by leaving them out. */
  if (json_array_get_length (chosen) % N_DAYS != 0)
    value = json_node_init_array (json_node_alloc (), chosen);
  json_array_unref (chosen);
  next = esp_step_page_begin (page);
  esp_step_json_put (next, path, value);
  (void) esp_step_page_commit (page, box, next, ESP_STEP_COMMIT_WHOLE);
}

/**
 * esp_step_days_of:
 *
 * Returns: the weekdays at @path, Monday as bit 0; 0 is every day
 */
guint8
esp_step_days_of (JsonNode *root, const char *path)
{
  guint8 found = 0;

  for (guint i = 0; i < esp_step_json_count (root, path); i++)
    {
      g_autofree char *member = g_strdup_printf ("%s.%u", path, i);
      const char *name = esp_step_json_peek_text (root, member);

      for (guint day = 0; day < N_DAYS; day++)
        if (g_strcmp0 (name, days[day]) == 0)
          found |= (guint8) (1u << day);
    }
  return found;
}

/**
 * esp_step_allowed_days_of:
 * @path: of the object that has "weekdays" and "skip_holidays"
 *
 * Returns: the weekdays, with %ESP_WEEKDAYS_NO_HOLIDAYS
 */
guint8
esp_step_allowed_days_of (JsonNode *root, const char *path)
{
  g_autofree char *weekdays = g_strdup_printf ("%s.weekdays", path);
  g_autofree char *skips = g_strdup_printf ("%s.skip_holidays", path);

  return esp_step_days_of (root, weekdays) |
         (guint8) (esp_step_json_is_true (root, skips) ? ESP_WEEKDAYS_NO_HOLIDAYS : 0);
}

static void
show_days (EspStepPage *page, GtkWidget *box, const char *path)
{
  guint8 chosen = esp_step_days_of (esp_step_page_get_root (page), path);
  guint day = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child), day++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child),
                                  chosen == 0 || (chosen & (1u << day)) != 0);
}

static GtkWidget *
make_days (const char *title)
{
  const char *const letters[N_DAYS] = {
    C_ ("weekday letter", "M"),  C_ ("weekday letter", "T"), C_ ("weekday letter", "W"),
    C_ ("weekday letter", "Th"), C_ ("weekday letter", "F"), C_ ("weekday letter", "Sa"),
    C_ ("weekday letter", "Su"),
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "esp-weekdays");
  set_name (box, title);
  for (guint i = 0; i < N_DAYS; i++)
    {
      GtkWidget *toggle = gtk_toggle_button_new_with_label (letters[i]);
      const char *name = esp_journey_words_weekday (i);

      g_object_set_data (G_OBJECT (toggle), DAY_KEY, (gpointer) days[i]);
      gtk_widget_set_tooltip_text (toggle, name);
      set_name (toggle, name);
      gtk_box_append (GTK_BOX (box), toggle);
    }
  return box;
}

/**
 * esp_step_add_weekdays:
 *
 * Adds a row for days of the week; none of them means all.
 */
EspStepLine *
esp_step_add_weekdays (EspStepPage *page, const char *path, const char *title)
{
  guint8 chosen = esp_step_days_of (esp_step_page_get_root (page), path);
  GtkWidget *box;

  if (!esp_step_page_is_editable (page))
    {
      g_autofree char *words = esp_journey_words_weekdays (chosen);

      return esp_step_page_add_fact (page, title, *words != '\0' ? words : _ ("Every day"));
    }
  box = make_days (title);
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    g_signal_connect_object (child, "toggled", G_CALLBACK (day_cb), box, 0);
  return esp_step_page_add (page, path, esp_step_line_new (title, box), box, show_days);
}

/**
 * esp_step_add_holidays:
 * @path: (nullable): of the object that has the weekdays; %NULL is the page's own
 *
 * Adds a row that leaves out holidays and days off.
 */
void
esp_step_add_holidays (EspStepPage *page, const char *path)
{
  g_autofree char *skips =
    path != NULL ? g_strdup_printf ("%s.skip_holidays", path) : g_strdup ("skip_holidays");
  EspStepLine *row = esp_step_add_switch (page, skips, _ ("Not on holidays"));

  esp_step_line_set_hint (row, _ ("Public holidays and your own days off, as the calendar has "
                                  "them; the next allowed day counts."));
}
