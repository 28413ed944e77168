/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card with one chart: the question as its title, the answer below, the picture or its table. */
#define G_LOG_DOMAIN "esp-chart"
#include "config.h"

#include "views/chart/esp-chart-card.h"

#include "draw/esp-chart-export.h"
#include "views/chart/esp-chart-table-view.h"
#include "views/chart/esp-chart-view.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-locale.h"

#include <glib/gi18n.h>

#define EXPORT_WIDTH 900

struct _EspChartCard
{
  GtkWidget parent_instance;

  EspSession *session; /* (owned) (nullable) */
  GtkWidget *box;
  GtkLabel *question;
  GtkLabel *answer;
  GtkStack *stack;
  EspChartView *view;
  EspChartTableView *table;
  GSimpleActionGroup *actions;
  GMenu *menu; /* (owned) */
};

G_DEFINE_FINAL_TYPE (EspChartCard, esp_chart_card, GTK_TYPE_WIDGET)

/* What a file dialog was asked for. */
typedef struct
{
  EspChartCard *card; /* (owned) */
  EspChart *chart;    /* (owned) */
  EspChartFormat format;
} ExportRequest;

static const struct
{
  const char *name;
  const char *label;
  EspChartFormat format;
} exports[] = {
  { "png", N_ ("Picture (PNG)…"), ESP_CHART_FORMAT_PNG },
  { "png2x", N_ ("Large Picture (PNG, 2×)…"), ESP_CHART_FORMAT_PNG_2X },
  { "svg", N_ ("Drawing (SVG)…"), ESP_CHART_FORMAT_SVG },
  { "pdf", N_ ("Document (PDF)…"), ESP_CHART_FORMAT_PDF },
  { "csv", N_ ("Data (CSV)…"), ESP_CHART_FORMAT_CSV },
};

static void
export_request_free (ExportRequest *request)
{
  g_object_unref (request->card);
  g_object_unref (request->chart);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExportRequest, export_request_free)

static void
say (EspChartCard *self, const char *text)
{
  if (self->session != NULL)
    esp_session_toast (self->session, text);
}

static void
export_chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ExportRequest) request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, &error);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *text = NULL;

  if (file == NULL)
    return;
  if (path != NULL &&
      esp_chart_export_file (request->chart, request->format, EXPORT_WIDTH, path, &error))
    text = g_strdup_printf (_ ("The chart was saved as “%s”"), g_file_peek_path (file));
  else
    /* Translators: %s is a path; the file could not be written. */
    text =
      g_strdup_printf (_ ("“%s” could not be written: is the folder writable and is there room?"),
                       path != NULL ? path : "");
  say (request->card, text);
}

/* A name for the file from the question, without what file systems do not take. */
static char *
propose_name (EspChart *chart, EspChartFormat format)
{
  g_autofree char *name = g_strdup (esp_chart_get_question (chart));

  g_strdelimit (name, "/\\:*?\"<>|", ' ');
  g_strstrip (name);
  return g_strdup_printf ("%s.%s", name, esp_chart_format_get_suffix (format));
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspChartCard *self = data;
  const char *wanted = g_variant_get_string (parameter, NULL);
  EspChart *chart = esp_chart_view_get_chart (self->view);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *name = NULL;
  ExportRequest *request;

  for (gsize i = 0; chart != NULL && i < G_N_ELEMENTS (exports); i++)
    if (g_str_equal (exports[i].name, wanted))
      {
        request = g_new0 (ExportRequest, 1);
        request->card = g_object_ref (self);
        request->chart = g_object_ref (chart);
        request->format = exports[i].format;
        name = propose_name (chart, exports[i].format);
        esp_dialog_save_file_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                    _ ("Export Chart"), name, NULL, NULL, export_chosen_cb,
                                    request);
        return;
      }
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspChartCard *self = data;

  if (esp_chart_view_copy (self->view))
    say (self, _ ("Copied as a table and as a picture"));
}

static GMenu *
create_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) second = g_menu_new ();

  g_menu_append (first, _ ("Show as _Table"), "chart.table");
  g_menu_append (first, _ ("_Copy"), "chart.copy");
  for (gsize i = 0; i < G_N_ELEMENTS (exports); i++)
    {
      g_autofree char *action = g_strdup_printf ("chart.export::%s", exports[i].name);

      g_menu_append (second, _ (exports[i].label), action);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, _ ("Export"), G_MENU_MODEL (second));
  return menu;
}

static void
drill_cb (GtkWidget *source, const char *key, EspChartCard *self)
{
  g_autoptr (EspTarget) leads = NULL;
  g_autoptr (EspTarget) target = NULL;

  if (self->session == NULL)
    return;
  leads = esp_target_new ("leads", NULL);
  target = esp_target_with_param (leads, "drill", key);
  esp_session_open_target (self->session, target, FALSE);
}

static void
cursor_cb (EspChartView *view, GParamSpec *pspec, EspChartCard *self)
{
  const char *text = esp_chart_view_get_cursor_text (view);

  if (self->session != NULL && text != NULL)
    esp_session_announce (self->session, text, FALSE);
}

/* Shows the picture or the table, and keeps the focus within. */
static void
shows_table_cb (EspChartView *view, GParamSpec *pspec, EspChartCard *self)
{
  gboolean shows_table = esp_chart_view_get_shows_table (view);
  gboolean has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL;

  gtk_stack_set_visible_child_name (self->stack, shows_table ? "table" : "chart");
  if (has_focus && shows_table)
    gtk_widget_child_focus (GTK_WIDGET (self->table), GTK_DIR_TAB_FORWARD);
  else if (has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (view));
}

/* T in the table goes back to the picture. */
static gboolean
table_key_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EspChartCard *self = ESP_CHART_CARD (widget);

  if (!esp_chart_view_get_shows_table (self->view))
    return FALSE;
  esp_chart_view_set_shows_table (self->view, FALSE);
  return TRUE;
}

static GtkLabel *
add_label (EspChartCard *self, GtkBox *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
add_header (EspChartCard *self, GMenuModel *menu)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *button = gtk_menu_button_new ();

  self->question = add_label (self, GTK_BOX (texts), "heading");
  self->answer = add_label (self, GTK_BOX (texts), "body");
  gtk_label_set_selectable (self->answer, TRUE);
  gtk_widget_set_can_focus (GTK_WIDGET (self->answer), FALSE);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _ ("Chart menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Chart menu"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (header), texts);
  gtk_box_append (GTK_BOX (header), button);
  gtk_box_append (GTK_BOX (self->box), header);
}

static void
add_actions (EspChartCard *self)
{
  const GActionEntry entries[] = {
    { .name = "copy", .activate = copy_cb },
    { .name = "export", .activate = export_cb, .parameter_type = "s" },
  };
  g_autoptr (GPropertyAction) table = g_property_action_new ("table", self->view, "shows-table");

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (table));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "chart", G_ACTION_GROUP (self->actions));
}

static void
esp_chart_card_dispose (GObject *object)
{
  EspChartCard *self = ESP_CHART_CARD (object);

  if (self->actions != NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (self), "chart", NULL);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_chart_card_parent_class)->dispose (object);
}

static void
esp_chart_card_class_init (EspChartCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_chart_card_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "esp-chart-card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_t, 0, table_key_cb, NULL);
}

static void
esp_chart_card_init (EspChartCard *self)
{
  self->menu = create_menu ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "esp-chart-card");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  add_header (self, G_MENU_MODEL (self->menu));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  self->view = ESP_CHART_VIEW (esp_chart_view_new ());
  self->table = ESP_CHART_TABLE_VIEW (esp_chart_table_view_new ());
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->view), "chart");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->table), "table");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->stack));
  esp_chart_view_set_export_menu (self->view, G_MENU_MODEL (self->menu));
  g_signal_connect (self->view, "drill", G_CALLBACK (drill_cb), self);
  g_signal_connect (self->table, "drill", G_CALLBACK (drill_cb), self);
  g_signal_connect (self->view, "notify::cursor-text", G_CALLBACK (cursor_cb), self);
  g_signal_connect (self->view, "notify::shows-table", G_CALLBACK (shows_table_cb), self);
  add_actions (self);
}

/**
 * esp_chart_card_new:
 * @session: (nullable): where the cursor is announced and leads are opened
 *
 * Returns: (transfer floating): a card without a chart
 */
GtkWidget *
esp_chart_card_new (EspSession *session)
{
  EspChartCard *self = g_object_new (ESP_TYPE_CHART_CARD, NULL);

  g_set_object (&self->session, session);
  return GTK_WIDGET (self);
}

/**
 * esp_chart_card_get_chart:
 *
 * Returns: (transfer none) (nullable):
 */
EspChart *
esp_chart_card_get_chart (EspChartCard *self)
{
  g_return_val_if_fail (ESP_IS_CHART_CARD (self), NULL);

  return esp_chart_view_get_chart (self->view);
}

/**
 * esp_chart_card_set_chart:
 * @chart: (nullable)
 *
 * Shows @chart in place of the one before.
 */
void
esp_chart_card_set_chart (EspChartCard *self, EspChart *chart)
{
  const char *question = chart != NULL ? esp_chart_get_question (chart) : "";
  const char *answer = chart != NULL ? esp_chart_get_answer (chart) : NULL;

  g_return_if_fail (ESP_IS_CHART_CARD (self));

  gtk_label_set_text (self->question, question);
  gtk_label_set_text (self->answer, answer != NULL ? answer : "");
  gtk_widget_set_visible (GTK_WIDGET (self->answer), answer != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, question,
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self->stack), chart != NULL);
  esp_chart_view_set_chart (self->view, chart);
  esp_chart_table_view_set_chart (self->table, chart);
}

/**
 * esp_chart_card_set_problem:
 * @title: the question
 * @problem: why there is no answer, translated
 *
 * Says what is wrong in the place of the chart.
 */
void
esp_chart_card_set_problem (EspChartCard *self, const char *title, const char *problem)
{
  g_return_if_fail (ESP_IS_CHART_CARD (self));

  esp_chart_card_set_chart (self, NULL);
  gtk_label_set_text (self->question, title);
  gtk_label_set_text (self->answer, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->answer), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/**
 * esp_chart_card_add_head:
 *
 * Puts something small before the question: a handle.
 */
void
esp_chart_card_add_head (EspChartCard *self, GtkWidget *widget)
{
  GtkWidget *header = gtk_widget_get_first_child (self->box);

  g_return_if_fail (ESP_IS_CHART_CARD (self));

  gtk_widget_set_valign (widget, GTK_ALIGN_START);
  gtk_box_prepend (GTK_BOX (header), widget);
}

/**
 * esp_chart_card_set_footer:
 *
 * Puts something below the chart, within the card.
 */
void
esp_chart_card_set_footer (EspChartCard *self, GtkWidget *footer)
{
  g_return_if_fail (ESP_IS_CHART_CARD (self));

  gtk_box_append (GTK_BOX (self->box), footer);
}

/**
 * esp_chart_card_get_cursor:
 *
 * Returns: whether the cursor of the chart stands on a mark
 */
gboolean
esp_chart_card_get_cursor (EspChartCard *self, guint *out_series, guint *out_point)
{
  return esp_chart_view_get_cursor (self->view, out_series, out_point);
}

/**
 * esp_chart_card_add_menu:
 * @section: what else can be done with the card, in front of what every card offers
 */
void
esp_chart_card_add_menu (EspChartCard *self, GMenuModel *section)
{
  g_return_if_fail (ESP_IS_CHART_CARD (self));

  g_menu_prepend_section (self->menu, NULL, section);
}

/**
 * esp_chart_card_set_plain:
 *
 * Lets the card stand within another, which says the question and the answer already.
 */
void
esp_chart_card_set_plain (EspChartCard *self)
{
  g_return_if_fail (ESP_IS_CHART_CARD (self));

  gtk_widget_remove_css_class (self->box, "card");
  gtk_widget_set_visible (GTK_WIDGET (self->question), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->answer), FALSE);
}

static const char *
translate (const char *english)
{
  return _ (english);
}

/**
 * esp_chart_voice_init:
 * @zone: (nullable): the workspace's zone
 *
 * Makes charts speak the language of the application.
 */
void
esp_chart_voice_init (EspChartVoice *voice, GTimeZone *zone, gint64 now_us)
{
  *voice = (EspChartVoice){ .zone = zone, .now_us = now_us, .translate = translate };
  voice->lang = esp_locale_is_korean () ? ESP_LANG_KO : ESP_LANG_EN;
}
