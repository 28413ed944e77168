/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what a new workspace is called, and in which country, time and money it works. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-new-workspace.h"

#include "store/esp-meta.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH 480

/* A country brings its time and its money along; both can be chosen otherwise. */
static const struct
{
  const char *code;
  const char *name;
  const char *zone;
  const char *currency;
} countries[] = {
  { "KR", NC_ ("country", "South Korea"), "Asia/Seoul", "KRW" },
  { "AU", NC_ ("country", "Australia"), "Australia/Sydney", "AUD" },
  { "BR", NC_ ("country", "Brazil"), "America/Sao_Paulo", "BRL" },
  { "CA", NC_ ("country", "Canada"), "America/Toronto", "CAD" },
  { "CN", NC_ ("country", "China"), "Asia/Shanghai", "CNY" },
  { "FR", NC_ ("country", "France"), "Europe/Paris", "EUR" },
  { "DE", NC_ ("country", "Germany"), "Europe/Berlin", "EUR" },
  { "HK", NC_ ("country", "Hong Kong"), "Asia/Hong_Kong", "HKD" },
  { "IN", NC_ ("country", "India"), "Asia/Kolkata", "INR" },
  { "ID", NC_ ("country", "Indonesia"), "Asia/Jakarta", "IDR" },
  { "JP", NC_ ("country", "Japan"), "Asia/Tokyo", "JPY" },
  { "SG", NC_ ("country", "Singapore"), "Asia/Singapore", "SGD" },
  { "TW", NC_ ("country", "Taiwan"), "Asia/Taipei", "TWD" },
  { "TH", NC_ ("country", "Thailand"), "Asia/Bangkok", "THB" },
  { "GB", NC_ ("country", "United Kingdom"), "Europe/London", "GBP" },
  { "US", NC_ ("country", "United States"), "America/New_York", "USD" },
  { "VN", NC_ ("country", "Vietnam"), "Asia/Ho_Chi_Minh", "VND" },
};

static const char *const zones[] = {
  "Asia/Seoul",
  "Asia/Tokyo",
  "Asia/Shanghai",
  "Asia/Taipei",
  "Asia/Hong_Kong",
  "Asia/Singapore",
  "Asia/Bangkok",
  "Asia/Ho_Chi_Minh",
  "Asia/Jakarta",
  "Asia/Kolkata",
  "Australia/Sydney",
  "Europe/London",
  "Europe/Paris",
  "Europe/Berlin",
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Toronto",
  "America/Los_Angeles",
  "America/Sao_Paulo",
  "UTC",
  NULL,
};

static const char *const currencies[] = { "KRW", "AUD", "BRL", "CAD", "CNY", "EUR",
                                          "GBP", "HKD", "IDR", "INR", "JPY", "SGD",
                                          "THB", "TWD", "USD", "VND", NULL };

/* One window, as long as it is open; ends with its task. */
typedef struct
{
  GtkWidget *window;
  GtkWidget *name;
  GtkWidget *country;
  GtkWidget *zone;
  GtkWidget *currency;
  GtkWidget *accept;
} Form;

static guint
find_word (const char *const *words, const char *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;
  return 0;
}

/**
 * esp_new_workspace_free:
 */
void
esp_new_workspace_free (EspNewWorkspace *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

static void
country_changed_cb (GtkWidget *row, GParamSpec *pspec, Form *form)
{
  guint at = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  if (at >= G_N_ELEMENTS (countries))
    return;
  adw_combo_row_set_selected (ADW_COMBO_ROW (form->zone), find_word (zones, countries[at].zone));
  adw_combo_row_set_selected (ADW_COMBO_ROW (form->currency),
                              find_word (currencies, countries[at].currency));
}

static char *
dup_name (Form *form)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (form->name))));
}

static void
name_changed_cb (GtkEditable *editable, Form *form)
{
  g_autofree char *name = dup_name (form);

  gtk_widget_set_sensitive (form->accept, *name != '\0');
}

static void
accept_cb (GtkWidget *button, GTask *task)
{
  Form *form = g_task_get_task_data (task);
  EspNewWorkspace *facts = g_new0 (EspNewWorkspace, 1);

  facts->name = dup_name (form);
  facts->country = countries[adw_combo_row_get_selected (ADW_COMBO_ROW (form->country))].code;
  facts->zone = zones[adw_combo_row_get_selected (ADW_COMBO_ROW (form->zone))];
  facts->currency = currencies[adw_combo_row_get_selected (ADW_COMBO_ROW (form->currency))];
  g_task_return_pointer (task, facts, (GDestroyNotify) esp_new_workspace_free);
  gtk_window_destroy (GTK_WINDOW (form->window));
}

/* The window holds the task; closing it without an answer is an answer too. */
static void
window_gone_cb (gpointer data, GObject *window)
{
  g_autoptr (GTask) task = data;

  if (!g_task_get_completed (task) && !g_object_get_data (G_OBJECT (task), "esp-answered"))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");
}

static void
mark_answered_cb (GtkWidget *button, GTask *task)
{
  g_object_set_data (G_OBJECT (task), "esp-answered", task);
}

static GtkWidget *
header_new (Form *form)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = esp_button_new (_ ("_Cancel"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  form->accept = esp_button_new (_ ("C_reate"));
  gtk_widget_add_css_class (form->accept, "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), form->accept);
  return header;
}

static GtkWidget *
list_new (Form *form)
{
  GtkWidget *list = esp_form_list_new (_ ("New workspace"));
  const char *names[G_N_ELEMENTS (countries) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (countries); i++)
    names[i] = g_dpgettext2 (NULL, "country", countries[i].name);
  form->name = esp_form_entry_row_new (_ ("Name"), _ ("My workspace"));
  form->country = esp_form_choice_row_new (_ ("Country whose rules hold"), names, 0);
  form->zone = esp_form_choice_row_new (_ ("Time zone"), zones, 0);
  form->currency = esp_form_choice_row_new (_ ("Currency"), currencies, 0);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (form->name), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), form->name);
  gtk_list_box_append (GTK_LIST_BOX (list), form->country);
  gtk_list_box_append (GTK_LIST_BOX (list), form->zone);
  gtk_list_box_append (GTK_LIST_BOX (list), form->currency);
  return list;
}

static void
add_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

static void
build (Form *form)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *hint =
    gtk_label_new (_ ("One file holds it all: leads, messages, results. It stays on "
                      "this computer."));

  form->window = adw_window_new ();
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_box_append (GTK_BOX (outer), header_new (form));
  gtk_box_append (GTK_BOX (box), list_new (form));
  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (outer), box);
  adw_window_set_content (ADW_WINDOW (form->window), outer);
  add_escape (form->window);
}

/**
 * esp_new_workspace_ask_async:
 *
 * Asks for the facts of a new workspace; the first answers are those of Korea.
 */
void
esp_new_workspace_ask_async (GtkWindow *parent, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  Form *form = g_new0 (Form, 1);
  GtkWindow *window;

  g_task_set_source_tag (task, esp_new_workspace_ask_async);
  g_task_set_task_data (task, form, g_free);
  build (form);
  window = GTK_WINDOW (form->window);
  gtk_window_set_title (window, _ ("New workspace"));
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_modal (window, TRUE);
  gtk_window_set_default_size (window, WIDTH, -1);
  gtk_window_set_default_widget (window, form->accept);
  g_signal_connect (form->name, "changed", G_CALLBACK (name_changed_cb), form);
  g_signal_connect (form->country, "notify::selected", G_CALLBACK (country_changed_cb), form);
  g_signal_connect (form->accept, "clicked", G_CALLBACK (mark_answered_cb), task);
  g_signal_connect (form->accept, "clicked", G_CALLBACK (accept_cb), task);
  g_object_weak_ref (G_OBJECT (window), window_gone_cb, task);
  gtk_window_present (window);
  gtk_widget_grab_focus (form->name);
}

/**
 * esp_new_workspace_ask_finish:
 *
 * Returns: (transfer full): the answers; %NULL with %G_IO_ERROR_CANCELLED when the window was closed
 */
EspNewWorkspace *
esp_new_workspace_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == esp_new_workspace_ask_async,
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_new_workspace_write:
 * @data: an #EspNewWorkspace
 *
 * Writes the facts into the workspace; to be given to esp_store_write_async().
 */
gboolean
esp_new_workspace_write (EspTx *tx, gpointer data, GError **error)
{
  const EspNewWorkspace *facts = data;

  return esp_meta_set_text (tx, ESP_META_NAME, facts->name, error) &&
         esp_meta_set_text (tx, ESP_META_COUNTRY, facts->country, error) &&
         esp_meta_set_text (tx, ESP_META_ZONE, facts->zone, error) &&
         esp_meta_set_text (tx, ESP_META_CURRENCY, facts->currency, error);
}
