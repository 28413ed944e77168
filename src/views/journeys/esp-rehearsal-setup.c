/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks who takes part in a rehearsal, and over which time. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-setup.h"

#include "base/esp-clock.h"
#include "store/esp-segments.h"
#include "views/leads/esp-lead-finder.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 380
#define DEFAULT_SAMPLE 1000
#define MAX_SAMPLE 10000000
#define MAX_SEED 999999999

struct _EspRehearsalSetup
{
  GtkWidget parent_instance;

  EspSession *session; /* (owned) */
  GtkWidget *box;
  GtkWidget *who;
  GtkWidget *segment_row;
  GtkWidget *segment;
  GtkWidget *lead_row;
  GtkWidget *ghost_row;
  GtkWidget *ghost;
  GtkWidget *sample_row;
  GtkWidget *sample;
  GtkWidget *start;
  GtkWidget *days;
  GtkWidget *seed;
  GPtrArray *segments; /* (owned) (element-type EspSegment) */
  gint64 lead_id;
  char *lead; /* (owned) (nullable) */
};

enum
{
  SIGNAL_CHANGED = 1,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspRehearsalSetup, esp_rehearsal_setup, GTK_TYPE_WIDGET)

static EspRehearseWho
get_who (EspRehearsalSetup *self)
{
  return (EspRehearseWho) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->who));
}

static void
changed (EspRehearsalSetup *self)
{
  EspRehearseWho who = get_who (self);

  gtk_widget_set_visible (self->segment_row, who == ESP_REHEARSE_SEGMENT);
  gtk_widget_set_visible (self->lead_row, who == ESP_REHEARSE_LEAD);
  gtk_widget_set_visible (self->ghost_row, who == ESP_REHEARSE_GHOST);
  gtk_widget_set_visible (self->sample_row, who <= ESP_REHEARSE_SEGMENT);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
chosen_cb (EspLeadFinder *finder, guint lead_id, const char *title, gpointer user_data)
{
  EspRehearsalSetup *self = user_data;

  self->lead_id = lead_id;
  g_free (self->lead);
  self->lead = g_strdup (title);
  changed (self);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  GPtrArray **out = data;

  *out = esp_segment_list (tx, error);
  return *out != NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspRehearsalSetup) self = user_data;
  GPtrArray **out = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autoptr (GtkStringList) names = NULL;

  if (out == NULL)
    return; /* the workspace is being closed */
  if (self->box != NULL && *out != NULL)
    {
      names = gtk_string_list_new (NULL);
      for (guint i = 0; i < (*out)->len; i++)
        gtk_string_list_append (names, ((EspSegment *) g_ptr_array_index (*out, i))->name);
      g_clear_pointer (&self->segments, g_ptr_array_unref);
      self->segments = g_steal_pointer (out);
      g_object_set (self->segment, "model", names, NULL);
    }
  g_clear_pointer (out, g_ptr_array_unref);
  g_free (out);
}

static void
read_segments (EspRehearsalSetup *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, list_cb,
                        g_new0 (GPtrArray *, 1), g_free,
                        esp_session_get_cancellable (self->session), listed_cb,
                        g_object_ref (self));
}

static GtkWidget *
add_row (EspRehearsalSetup *self, const char *title, GtkWidget *control)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new_with_mnemonic (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), control);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), control);
  gtk_box_append (GTK_BOX (self->box), row);
  return row;
}

static GtkWidget *
spin_new (EspRehearsalSetup *self, double maximum, double value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, maximum, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  return spin;
}

static void
build_who (EspRehearsalSetup *self)
{
  const char *const kinds[] = { _ ("Who would come in"), _ ("Everyone"),         _ ("A segment"),
                                _ ("One lead"),          _ ("Somebody made up"), NULL };

  self->who = gtk_drop_down_new_from_strings (kinds);
  add_row (self, _ ("_Who"), self->who);
  self->segment = gtk_drop_down_new (NULL, NULL);
  self->segment_row = add_row (self, _ ("Se_gment"), self->segment);
  self->lead_row = esp_lead_finder_new (self->session);
  gtk_box_append (GTK_BOX (self->box), self->lead_row);
  g_signal_connect_object (self->lead_row, "chosen", G_CALLBACK (chosen_cb), self, 0);
  self->ghost = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->ghost), "city=서울; score=40; tags=VIP");
  gtk_widget_set_size_request (self->ghost, WIDTH / 2, -1);
  gtk_widget_set_tooltip_text (self->ghost,
                               _ ("Fields of somebody who does not exist: field=value; tags=…; "
                                  "consent=no"));
  self->ghost_row = add_row (self, _ ("_Attributes"), self->ghost);
  self->sample = spin_new (self, MAX_SAMPLE, DEFAULT_SAMPLE);
  self->sample_row = add_row (self, _ ("Sa_mple (0: all)"), self->sample);
}

static void
build_time (EspRehearsalSetup *self)
{
  self->start = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->start), _ ("now"));
  gtk_widget_set_tooltip_text (self->start, _ ("Such as 2026-03-17 09:00; empty: now"));
  gtk_widget_set_size_request (self->start, WIDTH / 2, -1);
  add_row (self, _ ("S_tart"), self->start);
  self->days = spin_new (self, ESP_REHEARSAL_MAX_DAYS, ESP_REHEARSAL_DEFAULT_DAYS);
  add_row (self, _ ("_Days"), self->days);
  self->seed = spin_new (self, MAX_SEED, ESP_REHEARSAL_DEFAULT_SEED);
  gtk_widget_set_tooltip_text (self->seed, _ ("The same seed gives the same simulation"));
  add_row (self, _ ("S_eed"), self->seed);
}

static void
esp_rehearsal_setup_dispose (GObject *object)
{
  EspRehearsalSetup *self = ESP_REHEARSAL_SETUP (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->lead, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_rehearsal_setup_parent_class)->dispose (object);
}

static void
esp_rehearsal_setup_class_init (EspRehearsalSetupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_rehearsal_setup_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_rehearsal_setup_init (EspRehearsalSetup *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_size_request (self->box, WIDTH, -1);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_rehearsal_setup_new:
 */
GtkWidget *
esp_rehearsal_setup_new (EspSession *session)
{
  EspRehearsalSetup *self = g_object_new (ESP_TYPE_REHEARSAL_SETUP, NULL);

  self->session = g_object_ref (session);
  build_who (self);
  build_time (self);
  g_signal_connect_object (self->who, "notify::selected", G_CALLBACK (changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->segment, "notify::selected", G_CALLBACK (changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->ghost, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->start, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  changed (self);
  read_segments (self);
  return GTK_WIDGET (self);
}

/**
 * esp_rehearsal_setup_choose:
 */
void
esp_rehearsal_setup_choose (EspRehearsalSetup *self, EspRehearseWho who)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->who), who);
}

static EspSegment *
get_segment (EspRehearsalSetup *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->segment));

  return self->segments != NULL && chosen < self->segments->len
           ? g_ptr_array_index (self->segments, chosen)
           : NULL;
}

/* Returns: whether it can be read: "2026-03-17 09:00", or the day alone. */
static gboolean
read_start (EspRehearsalSetup *self, gint64 *out_us)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->start)));
  g_autofree char *whole = NULL;
  g_autoptr (GDateTime) at = NULL;

  *out_us = 0;
  g_strstrip (text);
  if (*text == '\0')
    return TRUE;
  for (char *c = text; *c != '\0'; c++)
    if (*c == ' ')
      *c = 'T';
  whole = g_strconcat (text, strchr (text, 'T') != NULL ? ":00" : "T00:00:00", NULL);
  at = g_date_time_new_from_iso8601 (whole, esp_session_get_zone (self->session));
  if (at == NULL)
    return FALSE;
  *out_us = g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
  return TRUE;
}

static void
mark (GtkWidget *entry, gboolean is_fine)
{
  if (is_fine)
    gtk_widget_remove_css_class (entry, "error");
  else
    gtk_widget_add_css_class (entry, "error");
}

/**
 * esp_rehearsal_setup_fill:
 *
 * Returns: whether everything that is needed was chosen
 */
gboolean
esp_rehearsal_setup_fill (EspRehearsalSetup *self, EspRehearsalOptions *options)
{
  EspSegment *segment = get_segment (self);
  gboolean is_fine = read_start (self, &options->start_us);

  mark (self->start, is_fine);
  options->who = get_who (self);
  options->days = (guint) MAX (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->days)), 1);
  options->seed = (guint64) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->seed));
  options->sample = options->who <= ESP_REHEARSE_SEGMENT
                      ? (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->sample))
                      : 0;
  if (options->who == ESP_REHEARSE_LEAD && self->lead_id != 0)
    esp_rehearsal_options_add_lead (options, self->lead_id);
  if (options->who == ESP_REHEARSE_SEGMENT && segment != NULL)
    options->segment = g_strdup (segment->uuid);
  if (options->who == ESP_REHEARSE_GHOST)
    {
      g_auto (GStrv) words =
        g_strsplit (gtk_editable_get_text (GTK_EDITABLE (self->ghost)), ";", -1);
      g_autoptr (GStrvBuilder) told = g_strv_builder_new ();

      for (guint i = 0; words[i] != NULL; i++)
        if (*g_strstrip (words[i]) != '\0')
          g_strv_builder_add (told, words[i]);
      options->ghost = g_strv_builder_end (told);
    }
  return is_fine && (options->who != ESP_REHEARSE_SEGMENT || segment != NULL) &&
         (options->who != ESP_REHEARSE_LEAD || self->lead_id != 0);
}

/**
 * esp_rehearsal_setup_dup_summary:
 *
 * Returns: (transfer full): "Segment 서울 활성 · sample 1,000"
 */
char *
esp_rehearsal_setup_dup_summary (EspRehearsalSetup *self)
{
  int n = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->sample));
  g_autofree char *number = esp_format_count (n);
  g_autofree char *sample = n > 0 ? g_strdup_printf (_ (" · sample %s"), number) : g_strdup ("");
  EspSegment *segment = get_segment (self);

  switch (get_who (self))
    {
    case ESP_REHEARSE_EVERYONE:
      return g_strdup_printf ("%s%s", _ ("Everyone"), sample);
    case ESP_REHEARSE_SEGMENT:
      return g_strdup_printf ("%s%s", segment != NULL ? segment->name : _ ("A segment"), sample);
    case ESP_REHEARSE_LEAD:
      return g_strdup (self->lead != NULL ? self->lead : _ ("One lead"));
    case ESP_REHEARSE_GHOST:
      return g_strdup (_ ("Somebody made up"));
    case ESP_REHEARSE_ENTRIES:
    default:
      return g_strdup_printf ("%s%s", _ ("Who would come in"), sample);
    }
}
