/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document that all parts of the message editor look at, and which of its blocks is meant. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-desk.h"

#include "engine/content/esp-message-language.h"

#include <glib/gi18n.h>

struct _EspMessageDesk
{
  GObject parent_instance;

  EspSession *session;    /* the window's; outlives the desk */
  EspMessageDraft *draft; /* (owned) */
  EspMessageDoc *doc;     /* (owned) (nullable) in the language that is written */
  EspMessageDoc
    *whole; /* (owned) (nullable) with every language, while another than its own is written */
  char *language; /* (owned) (nullable) that is written; NULL is the message's own */
  char *problem;  /* (owned) (nullable) why there is no document */
  char *selected; /* (owned) (nullable) */
  gboolean is_committing;
  EspFields *fields;    /* (owned) (nullable) */
  EspFieldRates *rates; /* (owned) (nullable) until they are counted */
};

G_DEFINE_FINAL_TYPE (EspMessageDesk, esp_message_desk, G_TYPE_OBJECT)

/* Takes @whole apart, or not, for the language that is written. */
static void
take_whole (EspMessageDesk *self, EspMessageDoc *whole)
{
  g_clear_pointer (&self->doc, esp_message_doc_free);
  g_clear_pointer (&self->whole, esp_message_doc_free);
  if (whole != NULL && self->language != NULL &&
      esp_message_doc_find_variant (whole, self->language) != NULL)
    {
      self->whole = whole;
      self->doc = esp_message_doc_pick_language (whole, self->language, NULL);
      return;
    }
  g_clear_pointer (&self->language, g_free);
  self->doc = whole;
}

/* What the languages share is edited in the one that is written too. */
static void
put_together (EspMessageDesk *self)
{
  EspMessageDoc *whole;

  if (self->whole == NULL)
    return;
  whole = esp_message_doc_copy (self->doc);
  esp_message_doc_set (&whole->language, self->whole->language);
  esp_message_doc_set (&whole->subject, self->whole->subject);
  esp_message_doc_set (&whole->preheader, self->whole->preheader);
  esp_message_doc_set (&whole->html, self->whole->html);
  whole->body_kind = self->whole->body_kind;
  g_ptr_array_unref (whole->sections);
  whole->sections = g_ptr_array_ref (self->whole->sections);
  g_ptr_array_unref (whole->variants);
  whole->variants = g_ptr_array_ref (self->whole->variants);
  esp_message_doc_put_language (whole, self->doc);
  esp_message_doc_free (self->whole);
  self->whole = whole;
}

static void
draft_changed_cb (EspMessageDesk *self)
{
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc;

  if (self->is_committing)
    return;
  doc = esp_message_doc_parse (esp_message_draft_get_document (self->draft), -1, &error);
  g_clear_pointer (&self->problem, g_free);
  if (doc == NULL)
    self->problem = g_strdup (error->message);
  take_whole (self, doc);
  if (self->doc != NULL && self->selected != NULL &&
      esp_message_doc_find_block (self->doc, self->selected) == NULL)
    g_clear_pointer (&self->selected, g_free);
  g_signal_emit_by_name (self, "changed", NULL);
  g_signal_emit_by_name (self, "selected");
}

/**
 * esp_message_desk_commit:
 * @title: what was done, translated
 * @merge_key: (nullable): see esp_message_draft_edit()
 * @origin: (nullable): the part that shows the change already
 *
 * Keeps what was changed in the document as one step.
 */
void
esp_message_desk_commit (EspMessageDesk *self,
                         const char *title,
                         const char *merge_key,
                         gpointer origin)
{
  g_autofree char *json = NULL;

  put_together (self);
  json = esp_message_doc_to_json (esp_message_desk_get_whole (self));
  self->is_committing = TRUE;
  esp_message_draft_edit (self->draft, json, title, merge_key);
  self->is_committing = FALSE;
  g_signal_emit_by_name (self, "changed", origin);
}

/**
 * esp_message_desk_take_doc:
 * @doc: (transfer full): in place of the document, with every language
 * @title: what was done, translated
 */
void
esp_message_desk_take_doc (EspMessageDesk *self, EspMessageDoc *doc, const char *title)
{
  take_whole (self, doc);
  esp_message_desk_commit (self, title, NULL, NULL);
  g_signal_emit_by_name (self, "selected");
}

/* Languages */

/**
 * esp_message_desk_get_whole:
 *
 * Returns: (transfer none) (nullable): the document with every language, as it was committed last
 */
const EspMessageDoc *
esp_message_desk_get_whole (EspMessageDesk *self)
{
  return self->whole != NULL ? self->whole : self->doc;
}

static void
show_whole (EspMessageDesk *self, EspMessageDoc *whole)
{
  take_whole (self, whole);
  if (self->selected != NULL && esp_message_doc_find_block (self->doc, self->selected) == NULL)
    g_clear_pointer (&self->selected, g_free);
  g_signal_emit_by_name (self, "changed", NULL);
  g_signal_emit_by_name (self, "selected");
}

/**
 * esp_message_desk_set_language:
 * @language: one that the message has: it is written from now on
 */
void
esp_message_desk_set_language (EspMessageDesk *self, const char *language)
{
  g_autofree char *copy = g_strdup (language);

  if (self->doc == NULL || esp_language_equal (self->doc->language, language))
    return;
  g_free (self->language);
  self->language = g_steal_pointer (&copy);
  show_whole (self, esp_message_doc_copy (esp_message_desk_get_whole (self)));
}

/**
 * esp_message_desk_add_language:
 *
 * Begins a language with a copy of the message's own, and writes it.
 */
void
esp_message_desk_add_language (EspMessageDesk *self, const char *language)
{
  EspMessageDoc *whole;

  if (self->doc == NULL)
    return;
  whole = esp_message_doc_copy (esp_message_desk_get_whole (self));
  if (!esp_message_doc_add_language (whole, language))
    {
      esp_message_doc_free (whole);
      return;
    }
  g_free (self->language);
  self->language = g_strdup (language);
  esp_message_desk_take_doc (self, whole, _ ("Add language"));
}

/**
 * esp_message_desk_remove_language:
 *
 * Takes the language that is written out of the message; its own stays.
 */
void
esp_message_desk_remove_language (EspMessageDesk *self)
{
  EspMessageDoc *whole;

  if (self->whole == NULL)
    return;
  whole = esp_message_doc_copy (self->whole);
  (void) esp_message_doc_remove_language (whole, self->language); /* it was taken from there */
  g_clear_pointer (&self->language, g_free);
  esp_message_desk_take_doc (self, whole, _ ("Remove language"));
}

static gboolean
load_fields_cb (EspTx *tx, gpointer data, GError **error)
{
  EspFields **fields = data;

  *fields = esp_fields_load (tx, error);
  return *fields != NULL;
}

static void
fields_free (gpointer data)
{
  EspFields **fields = data;

  g_clear_pointer (fields, esp_fields_unref);
  g_free (fields);
}

static void
fields_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessageDesk) self = user_data;
  EspFields **fields = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (fields == NULL || self->draft == NULL)
    {
      g_clear_pointer (&fields, fields_free);
      return;
    }
  g_clear_pointer (&self->fields, esp_fields_unref);
  self->fields = g_steal_pointer (fields);
  fields_free (fields);
  if (self->doc != NULL)
    g_signal_emit_by_name (self, "changed", NULL);
}

/**
 * esp_message_desk_get_fields:
 *
 * Returns: (transfer none) (nullable): the fields of leads; %NULL until they are read
 */
const EspFields *
esp_message_desk_get_fields (EspMessageDesk *self)
{
  return self->fields;
}

/* How many have each field */

typedef struct
{
  gint64 message_id;
  EspFieldRates *rates; /* (owned) (nullable) result */
} Counting;

static void
counting_free (gpointer data)
{
  Counting *counting = data;

  esp_field_rates_free (counting->rates);
  g_free (counting);
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  Counting *counting = data;

  counting->rates = esp_field_rates_load (tx, counting->message_id, error);
  return counting->rates != NULL;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessageDesk) self = user_data;
  Counting *counting = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (counting != NULL && self->draft != NULL)
    {
      esp_field_rates_free (self->rates);
      self->rates = g_steal_pointer (&counting->rates);
      g_signal_emit_by_name (self, "rates");
    }
  g_clear_pointer (&counting, counting_free);
}

/**
 * esp_message_desk_count_fields:
 *
 * Counts anew how many have each field; "rates" tells when it is done.
 */
void
esp_message_desk_count_fields (EspMessageDesk *self)
{
  Counting *counting = g_new0 (Counting, 1);

  counting->message_id = esp_message_draft_get_id (self->draft);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, count_cb, counting,
                        counting_free, esp_session_get_cancellable (self->session), counted_cb,
                        g_object_ref (self));
}

/**
 * esp_message_desk_get_rates:
 *
 * Returns: (transfer none) (nullable): how many have each field; %NULL until they are counted
 */
const EspFieldRates *
esp_message_desk_get_rates (EspMessageDesk *self)
{
  return self->rates;
}

/**
 * esp_message_desk_get_session:
 */
EspSession *
esp_message_desk_get_session (EspMessageDesk *self)
{
  return self->session;
}

/**
 * esp_message_desk_get_draft:
 */
EspMessageDraft *
esp_message_desk_get_draft (EspMessageDesk *self)
{
  return self->draft;
}

/**
 * esp_message_desk_get_doc:
 *
 * Returns: (transfer none) (nullable): the document; change it in place, then commit
 */
EspMessageDoc *
esp_message_desk_get_doc (EspMessageDesk *self)
{
  return self->doc;
}

/**
 * esp_message_desk_get_problem:
 *
 * Returns: (nullable): why the stored document cannot be read
 */
const char *
esp_message_desk_get_problem (EspMessageDesk *self)
{
  return self->problem;
}

/**
 * esp_message_desk_get_selected:
 *
 * Returns: (nullable): the id of the selected block
 */
const char *
esp_message_desk_get_selected (EspMessageDesk *self)
{
  return self->selected;
}

/**
 * esp_message_desk_get_block:
 *
 * Returns: (transfer none) (nullable): the selected block
 */
EspBlock *
esp_message_desk_get_block (EspMessageDesk *self)
{
  return self->doc != NULL && self->selected != NULL
           ? esp_message_doc_find_block (self->doc, self->selected)
           : NULL;
}

/**
 * esp_message_desk_select:
 * @block_id: (nullable): NULL is none
 */
void
esp_message_desk_select (EspMessageDesk *self, const char *block_id)
{
  char *copy;

  if (g_strcmp0 (block_id, self->selected) == 0)
    return;
  copy = g_strdup (block_id);
  g_free (self->selected);
  self->selected = copy;
  g_signal_emit_by_name (self, "selected");
}

/**
 * esp_block_kind_get_title:
 *
 * Returns: the translated name of a kind of block
 */
const char *
esp_block_kind_get_title (EspBlockKind kind)
{
  static const char *const titles[ESP_N_BLOCK_KINDS] = {
    [ESP_BLOCK_HEADING] = NC_ ("block", "Heading"),
    [ESP_BLOCK_TEXT] = NC_ ("block", "Text"),
    [ESP_BLOCK_BUTTON] = NC_ ("block", "Button"),
    [ESP_BLOCK_IMAGE] = NC_ ("block", "Image"),
    [ESP_BLOCK_DIVIDER] = NC_ ("block", "Divider"),
    [ESP_BLOCK_SPACER] = NC_ ("block", "Space"),
    [ESP_BLOCK_COLUMNS] = NC_ ("block", "Columns"),
    [ESP_BLOCK_HTML] = NC_ ("block", "HTML"),
    [ESP_BLOCK_SOCIAL] = NC_ ("block", "Social links"),
    [ESP_BLOCK_PRODUCTS] = NC_ ("block", "Products"),
    [ESP_BLOCK_LINKED] = NC_ ("block", "Saved block"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "block", titles[kind]);
}

/**
 * esp_block_kind_get_icon:
 */
const char *
esp_block_kind_get_icon (EspBlockKind kind)
{
  static const char *const icons[ESP_N_BLOCK_KINDS] = {
    [ESP_BLOCK_HEADING] = "esp-heading-symbolic", [ESP_BLOCK_TEXT] = "esp-text-symbolic",
    [ESP_BLOCK_BUTTON] = "esp-button-symbolic",   [ESP_BLOCK_IMAGE] = "esp-image-symbolic",
    [ESP_BLOCK_DIVIDER] = "esp-divider-symbolic", [ESP_BLOCK_SPACER] = "esp-move-down-symbolic",
    [ESP_BLOCK_COLUMNS] = "esp-columns-symbolic", [ESP_BLOCK_HTML] = "esp-html-symbolic",
    [ESP_BLOCK_SOCIAL] = "esp-social-symbolic",   [ESP_BLOCK_PRODUCTS] = "esp-product-symbolic",
    [ESP_BLOCK_LINKED] = "esp-library-symbolic",
  };

  return icons[kind];
}

static void
esp_message_desk_dispose (GObject *object)
{
  EspMessageDesk *self = ESP_MESSAGE_DESK (object);

  if (self->draft != NULL)
    esp_message_draft_close (self->draft);
  g_clear_pointer (&self->whole, esp_message_doc_free);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->fields, esp_fields_unref);
  g_clear_pointer (&self->rates, esp_field_rates_free);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->doc, esp_message_doc_free);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (esp_message_desk_parent_class)->dispose (object);
}

static void
esp_message_desk_class_init (EspMessageDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_message_desk_dispose;
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_signal_new ("rates", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
esp_message_desk_init (EspMessageDesk *self)
{
}

static EspMessageDesk *
desk_new (EspSession *session, EspMessageDraft *draft)
{
  EspMessageDesk *self = g_object_new (ESP_TYPE_MESSAGE_DESK, NULL);

  self->session = session;
  self->draft = draft;
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (draft_changed_cb), self,
                           G_CONNECT_SWAPPED);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, load_fields_cb,
                        g_new0 (EspFields *, 1), fields_free, esp_session_get_cancellable (session),
                        fields_loaded_cb, g_object_ref (self));
  esp_message_desk_count_fields (self);
  return self;
}

/**
 * esp_message_desk_new:
 *
 * Returns: (transfer full): the desk; the document comes with the first "changed"
 */
EspMessageDesk *
esp_message_desk_new (EspSession *session, gint64 message_id)
{
  return desk_new (session, esp_message_draft_new (esp_session_get_store (session), message_id));
}

/**
 * esp_message_desk_new_frozen:
 * @document: how the message was at some time
 *
 * Returns: (transfer full): a desk to look at, which takes no edits and has its document at once
 */
EspMessageDesk *
esp_message_desk_new_frozen (EspSession *session, gint64 message_id, const char *document)
{
  EspMessageDesk *self = desk_new (session, esp_message_draft_new_frozen (message_id, document));

  draft_changed_cb (self);
  return self;
}
