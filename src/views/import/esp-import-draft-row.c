/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers the import that was left half done, and keeps the one that is being answered now. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-draft-row.h"

#include "views/import/esp-import-parts.h"

#include "base/esp-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Answers are written when somebody pauses, not with every key. */
#define KEEP_AFTER_MS 400

struct _EspImportDraftRow
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  GtkWidget *group;
  GtkWidget *row;
  EspImportDraft *draft; /* (owned) (nullable) what the workspace holds */
  EspImportDraft *next;  /* (owned) (nullable) waits to be written */
  guint keep_source;
};

G_DEFINE_FINAL_TYPE (EspImportDraftRow, esp_import_draft_row, GTK_TYPE_WIDGET)

static void
show (EspImportDraftRow *self)
{
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  g_autofree char *day = NULL;
  g_autofree char *subtitle = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), self->draft != NULL);
  if (self->draft == NULL)
    return;
  name = self->draft->name != NULL ? g_strdup (self->draft->name)
                                   : g_filename_display_basename (self->draft->path);
  /* Translators: the name of a file */
  title = g_strdup_printf (_ ("“%s” was begun and not imported"), name);
  day = esp_format_date (self->draft->at_us, esp_session_get_zone (self->session),
                         ESP_DATE_SHORT_TIME, esp_session_get_lang (self->session));
  /* Translators: a day and a time */
  subtitle = g_strdup_printf (_ ("Last changed %s; your answers are kept"), day);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), subtitle);
}

static gboolean
load (EspTx *tx, gpointer data, GError **error)
{
  return esp_import_draft_load (tx, data, error);
}

static void
draft_clear (gpointer data)
{
  EspImportDraft **draft = data;

  esp_import_draft_free (*draft);
  g_free (draft);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportDraftRow) self = user_data;
  EspImportDraft **draft = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (draft == NULL)
    return;
  if (self->draft == NULL && self->next == NULL && self->group != NULL)
    {
      self->draft = g_steal_pointer (draft);
      show (self);
    }
  draft_clear (draft);
}

static gboolean
save (EspTx *tx, gpointer data, GError **error)
{
  const EspImportDraft *draft = data;

  return draft->path != NULL ? esp_import_draft_save (tx, draft, error)
                             : esp_import_draft_clear (tx, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* A workspace that cannot be written keeps no draft; the import itself will say why. */
  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_debug ("the draft was not kept: %s", error->message);
}

static void
write_next (EspImportDraftRow *self)
{
  if (self->next == NULL)
    return;
  esp_store_write_async (esp_session_get_store (self->session), NULL, save,
                         g_steal_pointer (&self->next), (GDestroyNotify) esp_import_draft_free,
                         saved_cb, NULL);
}

static gboolean
keep_cb (gpointer user_data)
{
  EspImportDraftRow *self = user_data;

  self->keep_source = 0;
  write_next (self);
  return G_SOURCE_REMOVE;
}

static void
esp_import_draft_row_dispose (GObject *object)
{
  EspImportDraftRow *self = ESP_IMPORT_DRAFT_ROW (object);

  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_pointer (&self->group, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_draft_row_parent_class)->dispose (object);
}

static void
esp_import_draft_row_finalize (GObject *object)
{
  EspImportDraftRow *self = ESP_IMPORT_DRAFT_ROW (object);

  g_clear_pointer (&self->draft, esp_import_draft_free);
  g_clear_pointer (&self->next, esp_import_draft_free);
  G_OBJECT_CLASS (esp_import_draft_row_parent_class)->finalize (object);
}

static void
esp_import_draft_row_class_init (EspImportDraftRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_draft_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_import_draft_row_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_import_draft_row_init (EspImportDraftRow *self)
{
  GtkWidget *go_on = esp_import_button_new (_ ("C_ontinue"), "screen.continue", NULL);
  GtkWidget *discard = esp_import_button_new (_ ("_Discard"), "screen.discard", "flat");

  self->group = adw_preferences_group_new ();
  self->row = adw_action_row_new ();
  gtk_widget_set_valign (go_on, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (discard, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self->row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->row), 2);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), discard);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), go_on);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->row);
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * esp_import_draft_row_new:
 *
 * Returns: (transfer floating): a row that shows itself when the workspace holds a draft
 */
GtkWidget *
esp_import_draft_row_new (EspSession *session)
{
  EspImportDraftRow *self = g_object_new (ESP_TYPE_IMPORT_DRAFT_ROW, NULL);

  self->session = session;
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, load,
                        g_new0 (EspImportDraft *, 1), draft_clear, NULL, loaded_cb,
                        g_object_ref (self));
  return GTK_WIDGET (self);
}

/**
 * esp_import_draft_row_get:
 *
 * Returns: (transfer none) (nullable): the import that was left half done
 */
const EspImportDraft *
esp_import_draft_row_get (EspImportDraftRow *self)
{
  return self->draft;
}

/**
 * esp_import_draft_row_keep:
 * @sheet: of a workbook, from 1; 0 for other files
 *
 * Keeps how far the import has come.
 */
void
esp_import_draft_row_keep (EspImportDraftRow *self,
                           const char *path,
                           guint sheet,
                           EspImportPlan *plan)
{
  g_clear_pointer (&self->next, esp_import_draft_free);
  self->next = esp_import_draft_new (path, plan->name, plan);
  self->next->shape.sheet = sheet;
  if (self->keep_source == 0)
    self->keep_source = g_timeout_add (KEEP_AFTER_MS, keep_cb, self);
}

/**
 * esp_import_draft_row_forget:
 *
 * The import is done, or is not wanted any more.
 */
void
esp_import_draft_row_forget (EspImportDraftRow *self)
{
  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_pointer (&self->next, esp_import_draft_free);
  g_clear_pointer (&self->draft, esp_import_draft_free);
  show (self);
  self->next = g_new0 (EspImportDraft, 1);
  write_next (self);
}
