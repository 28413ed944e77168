/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of rule packs: what each is about, whether this workspace uses it, and which file cannot be used. */
#define G_LOG_DOMAIN "esp-preferences"

#include "config.h"

#include "views/preferences/esp-rule-list.h"

#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-rule-packs.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

struct _EspRuleList
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the list */
  GtkWidget *box;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (EspRuleList, esp_rule_list, GTK_TYPE_WIDGET)

/* What travels between the threads. The packs themselves live as long as the program. */
typedef struct
{
  GPtrArray *packs;    /* (owned) of EspRulePack, theirs */
  GArray *is_used;     /* (owned) of gboolean */
  GPtrArray *problems; /* (owned) of EspRulePackProblem */
} Reading;

static void
reading_free (Reading *self)
{
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  g_clear_pointer (&self->is_used, g_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (EspRuleUse) use = esp_rule_use_load (tx, error);

  if (use == NULL)
    return FALSE;
  reading->packs = g_ptr_array_new ();
  reading->is_used = g_array_new (FALSE, FALSE, sizeof (gboolean));
  for (guint i = 0; i < esp_content_rules_get_n_packs (use->rules); i++)
    {
      const EspRulePack *pack = esp_content_rules_get_pack (use->rules, i);
      gboolean is_used = esp_rule_use_has (use, pack);

      g_ptr_array_add (reading->packs, (gpointer) pack);
      g_array_append_val (reading->is_used, is_used);
    }
  reading->problems = esp_rule_packs_dup_problems ();
  return TRUE;
}

/* Switching */

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  char *pack;
  gboolean is_on;
} Switching;

static void
switching_free (gpointer data)
{
  Switching *self = data;

  g_clear_object (&self->session);
  g_free (self->pack);
  g_free (self);
}

static gboolean
switch_cb (EspTx *tx, gpointer data, GError **error)
{
  const Switching *self = data;

  return esp_rule_use_switch (tx, self->pack, self->is_on, error);
}

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      esp_session_toast_undo (session, _ ("Settings saved"), history_id);
      return;
    }
  message = esp_store_message (error);
  esp_session_toast (session, message);
}

static void
active_cb (GtkSwitch *control, GParamSpec *pspec, EspRuleList *self)
{
  static const EspOperation operation = { .kind = "settings" };
  Switching *switching = g_new0 (Switching, 1);

  switching->pack = g_strdup (g_object_get_data (G_OBJECT (control), "esp-pack"));
  switching->is_on = gtk_switch_get_active (control);
  esp_store_write_async (esp_session_get_store (self->session), &operation, switch_cb, switching,
                         switching_free, switched_cb, g_object_ref (self->session));
}

/* Showing */

static char *
dup_about (const EspRulePack *pack, gboolean is_korean)
{
  const char *about = is_korean && pack->about_ko != NULL ? pack->about_ko : pack->about;
  g_autofree char *n_rules =
    g_strdup_printf (ngettext ("%u rule", "%u rules", pack->n_rules), pack->n_rules);
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: how new a pack of rules is and how many rules it has: "2026-11-01 · 24 rules". */
  g_string_append_printf (text, _ ("As of %s"), pack->date);
  g_string_append_printf (text, " · %s", n_rules);
  if (!pack->is_own)
    g_string_append_printf (text, " · %s", _ ("your own"));
  if (about != NULL)
    g_string_append_printf (text, "\n%s", about);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_pack (EspRuleList *self, const EspRulePack *pack, gboolean is_used)
{
  gboolean is_korean = esp_session_get_lang (self->session) == ESP_LANG_KO;
  const char *title = is_korean && pack->title_ko != NULL ? pack->title_ko : pack->title;
  g_autofree char *about = dup_about (pack, is_korean);
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *about_markup = g_markup_escape_text (about, -1);
  GtkWidget *row = esp_form_switch_row_new (title_markup, about_markup, is_used);
  GtkSwitch *control = esp_form_row_get_switch (row);

  g_object_set_data_full (G_OBJECT (control), "esp-pack", g_strdup (pack->id), g_free);
  g_signal_connect_object (control, "notify::active", G_CALLBACK (active_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
add_problem (EspRuleList *self, const EspRulePackProblem *problem)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = g_path_get_basename (problem->path);
  g_autofree char *text = g_strdup_printf (_ ("“%s” is not used"), name);
  g_autofree char *title = g_markup_escape_text (text, -1);
  g_autofree char *sentence = g_markup_escape_text (problem->sentence, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sentence);
  gtk_widget_add_css_class (row, "error");
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
show_reading (EspRuleList *self, const Reading *reading)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < reading->problems->len; i++)
    add_problem (self, reading->problems->pdata[i]);
  for (guint i = 0; i < reading->packs->len; i++)
    add_pack (self, reading->packs->pdata[i], g_array_index (reading->is_used, gboolean, i));
}

/* A row whose switch already says so stays where the keyboard is. */
static gboolean
says_same (EspRuleList *self, const Reading *reading)
{
  GtkWidget *row = gtk_widget_get_first_child (self->list);

  if (reading->problems->len > 0)
    return FALSE;
  for (guint i = 0; i < reading->packs->len; i++, row = gtk_widget_get_next_sibling (row))
    {
      const EspRulePack *pack = reading->packs->pdata[i];
      GtkSwitch *control = row != NULL ? esp_form_row_get_switch (row) : NULL;

      if (control == NULL ||
          gtk_switch_get_active (control) != g_array_index (reading->is_used, gboolean, i) ||
          g_strcmp0 (g_object_get_data (G_OBJECT (control), "esp-pack"), pack->id) != 0)
        return FALSE;
    }
  return row == NULL;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspRuleList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Reading) reading = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->box == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reading == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (self->session, message);
      return;
    }
  if (!says_same (self, reading))
    show_reading (self, reading);
}

/**
 * esp_rule_list_refresh:
 *
 * Looks again, also for files that were put into the folder of packs.
 */
void
esp_rule_list_refresh (EspRuleList *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_cb,
                        g_new0 (Reading, 1), (GDestroyNotify) reading_free,
                        esp_session_get_cancellable (self->session), done_cb, g_object_ref (self));
}

static void
open_folder_cb (EspRuleList *self)
{
  g_autofree char *folder = esp_rule_packs_get_folder ();
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  (void) g_mkdir_with_parents (folder, 0700); /* opening it says what is wrong */
  uri = g_filename_to_uri (folder, NULL, NULL);
  if (uri == NULL || !g_app_info_launch_default_for_uri (uri, NULL, &error))
    {
      g_autofree char *message = g_strdup_printf (_ ("The folder is %s"), folder);

      esp_session_toast (self->session, message);
    }
}

static void
esp_rule_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (esp_rule_list_parent_class)->map (widget);
  esp_rule_list_refresh (ESP_RULE_LIST (widget));
}

static void
esp_rule_list_dispose (GObject *object)
{
  g_clear_pointer (&ESP_RULE_LIST (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_rule_list_parent_class)->dispose (object);
}

static void
esp_rule_list_class_init (EspRuleListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_rule_list_dispose;
  GTK_WIDGET_CLASS (klass)->map = esp_rule_list_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_rule_list_init (EspRuleList *self)
{
  const char *title = _ ("Rules that messages are checked by");
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Open _Folder of Packs"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->list = esp_form_list_new (title);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button,
                               _ ("A pack that is put there is used at once, or a line here "
                                  "says what is wrong with it"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_folder_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), button);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_rule_list_new:
 *
 * Returns: (transfer floating): the list; it is read whenever it comes into sight
 */
GtkWidget *
esp_rule_list_new (EspSession *session)
{
  EspRuleList *self = g_object_new (ESP_TYPE_RULE_LIST, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}
