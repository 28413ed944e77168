/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers and the people of a segment while it is edited. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-side.h"

#include "store/esp-segment-state.h"
#include "store/esp-segment-uses.h"
#include "views/segments/esp-segment-use-words.h"
#include "views/segments/esp-spark.h"
#include "views/shell/esp-number.h"

#include <glib/gi18n.h>

#define TREND_WIDTH 200
#define TREND_HEIGHT 36
/* Below this nobody wants to know how long it took. */
#define QUICK_US 100000

struct _EspSegmentSide
{
  GtkWidget parent_instance;

  EspSession *session; /* (unowned): outlives the screen */
  GtkWidget *box;
  GtkWidget *number;
  GtkWidget *of_all;
  GtkWidget *state;
  GtkWidget *note;
  GtkWidget *reach;
  GtkWidget *moves;
  GtkWidget *trend;
  GtkWidget *sample;
  GtkWidget *test;
  GtkWidget *verdict;
  GtkWidget *uses_heading;
  GtkWidget *uses;
};

G_DEFINE_FINAL_TYPE (EspSegmentSide, esp_segment_side, GTK_TYPE_WIDGET)

enum
{
  TEST,
  RESAMPLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
test_cb (GtkEntry *entry, EspSegmentSide *self)
{
  g_signal_emit (self, signals[TEST], 0, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
resample_cb (GtkButton *button, EspSegmentSide *self)
{
  g_signal_emit (self, signals[RESAMPLE], 0);
}

static void
person_cb (GtkListBox *list, GtkListBoxRow *row, EspSegmentSide *self)
{
  esp_session_open (self->session, g_object_get_data (G_OBJECT (row), "address"));
}

static GtkWidget *
make_line (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = make_line ("heading");

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
make_sample_header (EspSegmentSide *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *again = gtk_button_new_from_icon_name ("esp-refresh-symbolic");

  gtk_widget_add_css_class (again, "flat");
  gtk_widget_set_tooltip_text (again, _ ("Show others"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (again), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Show others"), -1);
  g_signal_connect_object (again, "clicked", G_CALLBACK (resample_cb), self, 0);
  gtk_box_append (GTK_BOX (header), make_heading (_ ("Some of them")));
  gtk_box_append (GTK_BOX (header), again);
  gtk_widget_set_margin_top (header, 12);
  return header;
}

static void
esp_segment_side_dispose (GObject *object)
{
  EspSegmentSide *self = ESP_SEGMENT_SIDE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_segment_side_parent_class)->dispose (object);
}

static void
esp_segment_side_class_init (EspSegmentSideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_segment_side_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "esp-segment-side");
  signals[TEST] = g_signal_new ("test", ESP_TYPE_SEGMENT_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RESAMPLE] = g_signal_new ("resample", ESP_TYPE_SEGMENT_SIDE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_segment_side_init (EspSegmentSide *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->of_all = make_line ("dim-label");
  self->state = make_line ("caption");
  self->note = make_line ("warning");
  self->reach = make_line (NULL);
  self->moves = make_line (NULL);
  self->trend = esp_spark_new (TREND_WIDTH, TREND_HEIGHT);
  self->sample = gtk_list_box_new ();
  self->test = gtk_entry_new ();
  self->verdict = make_line (NULL);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (self->note, FALSE);
  gtk_widget_set_visible (self->trend, FALSE);
  gtk_widget_set_visible (self->verdict, FALSE);
  gtk_widget_add_css_class (self->sample, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->sample), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sample), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Some of the leads in the segment"), -1);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->test), _ ("Email, phone or external ID"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->test), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Test a lead"), -1);
  self->uses_heading = make_heading (_ ("Used by"));
  self->uses = gtk_list_box_new ();
  gtk_widget_add_css_class (self->uses, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->uses), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->uses), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Used by"), -1);
  gtk_widget_set_visible (self->uses_heading, FALSE);
  gtk_widget_set_visible (self->uses, FALSE);
  g_signal_connect_object (self->uses, "row-activated", G_CALLBACK (person_cb), self, 0);
  g_signal_connect_object (self->test, "activate", G_CALLBACK (test_cb), self, 0);
  g_signal_connect_object (self->sample, "row-activated", G_CALLBACK (person_cb), self, 0);
}

static void
assemble (EspSegmentSide *self)
{
  GtkWidget *test_heading = make_heading (_ ("Test a lead"));
  GtkWidget *all[] = { self->number,
                       self->of_all,
                       self->state,
                       self->note,
                       self->reach,
                       self->moves,
                       self->trend,
                       test_heading,
                       self->test,
                       self->verdict,
                       self->uses_heading,
                       self->uses,
                       make_sample_header (self),
                       self->sample };

  gtk_widget_set_margin_top (test_heading, 12);
  gtk_widget_set_margin_top (self->uses_heading, 12);
  gtk_widget_set_halign (self->number, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->number, "title-1");
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_box_append (GTK_BOX (self->box), all[i]);
  gtk_widget_set_margin_top (self->box, 12);
  gtk_widget_set_margin_bottom (self->box, 18);
  gtk_widget_set_margin_start (self->box, 18);
  gtk_widget_set_margin_end (self->box, 18);
}

/**
 * esp_segment_side_new:
 */
GtkWidget *
esp_segment_side_new (EspSession *session)
{
  EspSegmentSide *self = g_object_new (ESP_TYPE_SEGMENT_SIDE, NULL);

  self->session = session;
  self->number = esp_number_new (session);
  assemble (self);
  return GTK_WIDGET (self);
}

/**
 * esp_segment_side_set_address:
 * @address: where the number leads
 */
void
esp_segment_side_set_address (EspSegmentSide *self, const char *address)
{
  esp_number_set_address (ESP_NUMBER (self->number), address);
}

/**
 * esp_segment_side_set_counting:
 *
 * The number stays, dimmed, until there is another one.
 */
void
esp_segment_side_set_counting (EspSegmentSide *self)
{
  gtk_label_set_text (GTK_LABEL (self->state), _ ("Counting…"));
  gtk_widget_set_opacity (self->number, 0.6);
}

/**
 * esp_segment_side_set_count:
 */
void
esp_segment_side_set_count (EspSegmentSide *self, const EspSegmentCount *count)
{
  g_autofree char *n_leads = esp_format_count ((gint64) count->n_leads);
  g_autofree char *share = esp_format_share ((gint64) count->size, (gint64) count->n_leads);
  g_autofree char *of_all = g_strdup_printf (_ ("%s of %s leads"), share, n_leads);
  g_autofree char *elapsed = esp_format_decimal ((double) count->elapsed_us / 1e6, 1);
  g_autofree char *state = count->is_estimate ? g_strdup (_ ("Estimated from a sample; counting…"))
                           : count->elapsed_us < QUICK_US
                             ? g_strdup (_ ("Exact"))
                             : g_strdup_printf (_ ("Exact, in %s s"), elapsed);

  esp_number_set_count (ESP_NUMBER (self->number), (gint64) count->size);
  esp_number_set_estimated (ESP_NUMBER (self->number), count->is_estimate);
  gtk_widget_set_opacity (self->number, 1);
  gtk_label_set_text (GTK_LABEL (self->of_all), of_all);
  gtk_label_set_text (GTK_LABEL (self->state), state);
}

/**
 * esp_segment_side_set_note:
 * @note: (nullable): a sentence that explains the number
 */
void
esp_segment_side_set_note (EspSegmentSide *self, const char *note)
{
  gtk_widget_set_visible (self->note, note != NULL);
  gtk_label_set_text (GTK_LABEL (self->note), note != NULL ? note : "");
}

/**
 * esp_segment_side_set_reach:
 */
void
esp_segment_side_set_reach (EspSegmentSide *self, gint64 by_email, gint64 by_sms)
{
  g_autofree char *email = esp_format_count (by_email);
  g_autofree char *sms = esp_format_count (by_sms);
  g_autofree char *text =
    g_strdup_printf (_ ("Reachable: %s by email, %s by text message"), email, sms);

  gtk_label_set_text (GTK_LABEL (self->reach), text);
  gtk_widget_set_tooltip_text (self->reach,
                               _ ("Has an address, agreed to marketing and is not suppressed"));
}

/**
 * esp_segment_side_set_days:
 * @days: (element-type EspSegmentDay)
 */
void
esp_segment_side_set_days (EspSegmentSide *self, const GArray *days, gint64 today)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (double));
  const EspSegmentDay *last =
    days->len > 0 ? &g_array_index (days, EspSegmentDay, days->len - 1) : NULL;
  g_autofree char *text = NULL;

  if (last != NULL && last->day == today)
    {
      g_autofree char *entered = esp_format_count (last->entered);
      g_autofree char *exited = esp_format_count (last->exited);

      text = g_strdup_printf (_ ("Today: +%s −%s"), entered, exited);
    }
  gtk_widget_set_visible (self->moves, text != NULL);
  gtk_label_set_text (GTK_LABEL (self->moves), text != NULL ? text : "");
  for (guint i = 0; i < days->len; i++)
    {
      double size = (double) g_array_index (days, EspSegmentDay, i).size;

      g_array_append_val (sizes, size);
    }
  gtk_widget_set_visible (self->trend, sizes->len > 1);
  esp_spark_set_values (ESP_SPARK (self->trend), (const double *) (gpointer) sizes->data,
                        sizes->len, _ ("Size over the last 30 days"));
}

/* A line that opens what it names. */
static void
add_row (GtkWidget *list, const char *text, char *address)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = make_line (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (row), "address", address, g_free);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_person (EspSegmentSide *self, const EspLead *lead)
{
  const char *city = esp_lead_get_text (lead, "city");
  const char *title = esp_lead_get_title (lead);
  g_autofree char *text =
    city != NULL ? g_strdup_printf ("%s · %s", title, city) : g_strdup (title);

  add_row (self->sample, text, g_strdup_printf ("leads/%" G_GINT64_FORMAT, lead->id));
}

/**
 * esp_segment_side_set_uses:
 * @uses: (element-type EspSegmentUse)
 */
void
esp_segment_side_set_uses (EspSegmentSide *self, const GPtrArray *uses)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->uses)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->uses), row);
  for (guint i = 0; i < uses->len; i++)
    {
      const EspSegmentUse *use = g_ptr_array_index (uses, i);
      g_autofree char *text = esp_segment_use_describe (use);

      add_row (self->uses, text, esp_segment_use_dup_address (use));
    }
  gtk_widget_set_visible (self->uses_heading, uses->len > 0);
  gtk_widget_set_visible (self->uses, uses->len > 0);
}

/**
 * esp_segment_side_set_sample:
 * @leads: (element-type EspLead)
 */
void
esp_segment_side_set_sample (EspSegmentSide *self, const GPtrArray *leads)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->sample)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->sample), row);
  gtk_widget_set_visible (self->sample, leads->len > 0);
  for (guint i = 0; i < leads->len; i++)
    add_person (self, g_ptr_array_index (leads, i));
}

/**
 * esp_segment_side_set_verdict:
 * @sentence: (nullable): what became of the test
 */
void
esp_segment_side_set_verdict (EspSegmentSide *self, const char *sentence, gboolean matches)
{
  gtk_label_set_text (GTK_LABEL (self->verdict), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->verdict, sentence != NULL);
  gtk_widget_remove_css_class (self->verdict, matches ? "error" : "success");
  gtk_widget_add_css_class (self->verdict, matches ? "success" : "error");
}
