/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/receipt.h"

#include "exchange/digest.h"
#include "exchange/envelope.h"
#include "exchange/error.h"
#include "exchange/field.h"
#include "exchange/protocol.h"
#include "exchange/route-table.h"

#include <string.h>

#define MOST_LEVEL 9
#define MOST_ACCURACY 3600000
#define MOST_VERSION 1000000

static const char *const kinds[] = {"commitment", "arrival",  "outcome",
                                    "delivery",   "decision", NULL};
static const char *const outcomes[] = {"valid",     "valid-with-findings", "refused", "passed-on",
                                       "forwarded", "undelivered",         NULL};
static const char *const actions[] = {"pass",   "return", "accept", "refuse-explanation",
                                      "answer", "reopen", NULL};

/* A number, and what tells several receipts for one container apart: "-R2", "-R4-3". */
static gboolean
is_id (const char *value)
{
  static const char *const suffixes = "-R[0-4](-[1-9][0-9]{0,2})?$";
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) regex = g_regex_new (suffixes, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  int start = (int)strlen (value);
  if (g_regex_match (regex, value, 0, &match))
    g_match_info_fetch_pos (match, 0, &start, NULL);
  g_autofree char *number = g_strndup (value, (gsize)start);
  return zb_receipt_number_check (number);
}

#define AT(member) G_STRUCT_OFFSET (ZbReceipt, member)
#define TEXT(name, member, required, check)                                                        \
  {                                                                                                \
    name, ZB_FIELD_TEXT, AT (member), required, check, 0, NULL                                     \
  }

static const ZbField head_fields[] = {
    {"kind", ZB_FIELD_WORD, AT (kind), TRUE, NULL, 0, kinds},
    TEXT ("id", id, TRUE, is_id),
    TEXT ("node", node, TRUE, zb_field_is_node),
    {"received", ZB_FIELD_TIME, AT (received), TRUE, NULL, 0, NULL},
    {"committed", ZB_FIELD_TIME, AT (committed), FALSE, NULL, 0, NULL},
    {"accuracy-ms", ZB_FIELD_COUNT, AT (accuracy_ms), FALSE, NULL, MOST_ACCURACY, NULL},
    {"late", ZB_FIELD_FLAG, AT (late), FALSE, NULL, 0, NULL},
    {"permit", ZB_FIELD_FLAG, AT (permit), FALSE, NULL, 0, NULL},
};
static const ZbField message_fields[] = {
    TEXT ("sender", sender, TRUE, zb_field_is_unit),
    TEXT ("id", message_id, TRUE, zb_uuid_is_valid),
    TEXT ("container", container, TRUE, zb_field_is_digest),
    TEXT ("signer", signer, FALSE, zb_field_is_digest),
    TEXT ("carrier", carrier, FALSE, zb_field_is_digest),
};
static const ZbField document_fields[] = {
    TEXT ("form", form, TRUE, zb_field_is_form),
    TEXT ("edition", edition, TRUE, zb_field_is_edition),
    TEXT ("package", package, TRUE, zb_field_is_digest),
    TEXT ("period", period, TRUE, zb_field_is_period),
};
static const ZbField payload_fields[] = {
    {"sha256", ZB_FIELD_TEXT, 0, TRUE, zb_field_is_digest, 0, NULL},
};
static const ZbField disclaimer_fields[] = {
    TEXT ("zh", disclaimer_zh, TRUE, zb_field_is_line),
    TEXT ("en", disclaimer_en, TRUE, zb_field_is_line),
};
static const ZbField route_fields[] = {
    TEXT ("id", route, TRUE, zb_field_is_code),
    {"table", ZB_FIELD_COUNT, AT (route_version), TRUE, NULL, MOST_VERSION, NULL},
    TEXT ("next", next, FALSE, zb_field_is_node),
    TEXT ("evidence", evidence, FALSE, zb_field_is_digest),
};
static const ZbField outcome_fields[] = {
    {"result", ZB_FIELD_TEXT, AT (outcome), TRUE, NULL, 0, outcomes},
    TEXT ("reason", reason, FALSE, zb_field_is_code),
    TEXT ("context", context, FALSE, zb_field_is_digest),
    TEXT ("findings-sha256", findings_digest, FALSE, zb_field_is_digest),
};
static const ZbField decision_fields[] = {
    {"action", ZB_FIELD_TEXT, AT (action), TRUE, NULL, 0, actions},
    {"level", ZB_FIELD_COUNT, AT (level), TRUE, NULL, MOST_LEVEL, NULL},
    TEXT ("decider", decider, TRUE, zb_field_is_line),
    {"resubmit-by", ZB_FIELD_TIME, AT (resubmit_by), FALSE, NULL, 0, NULL},
    {"relays", ZB_FIELD_COUNT, AT (relays), FALSE, NULL, ZB_ROUTE_MAX_HOPS, NULL},
    TEXT ("at", decided_at, FALSE, zb_field_is_node),
    {"on", ZB_FIELD_TIME, AT (decided), FALSE, NULL, 0, NULL},
    TEXT ("receipt", origin, FALSE, zb_field_is_digest),
};
static const ZbField remark_fields[] = {
    {"cell", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbRemark, cell), FALSE, zb_field_is_line, 0, NULL},
};
static const ZbField answer_fields[] = {
    {"rule", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbReceiptAnswer, rule), TRUE, zb_field_is_line, 0,
     NULL},
    {"cleared", ZB_FIELD_FLAG, G_STRUCT_OFFSET (ZbReceiptAnswer, cleared), FALSE, NULL, 0, NULL},
};

#define READ(element, fields, target, error)                                                       \
  zb_field_read_all (element, fields, G_N_ELEMENTS (fields), target, error)
#define WRITE(writer, fields, target)                                                              \
  zb_field_write_all (writer, fields, G_N_ELEMENTS (fields), target)

static void
remark_free (gpointer data)
{
  ZbRemark *remark = data;
  g_free (remark->cell);
  g_free (remark->text);
  g_free (remark);
}

static void
answer_free (gpointer data)
{
  ZbReceiptAnswer *answer = data;
  g_free (answer->rule);
  g_free (answer->text);
  g_free (answer);
}

ZbReceipt *
zb_receipt_new (ZbReceiptKind kind)
{
  ZbReceipt *receipt = g_new0 (ZbReceipt, 1);
  receipt->kind = kind;
  receipt->payloads = g_ptr_array_new_with_free_func (g_free);
  receipt->signers = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_receipt_signer_free);
  receipt->remarks = g_ptr_array_new_with_free_func (remark_free);
  receipt->answers = g_ptr_array_new_with_free_func (answer_free);
  return receipt;
}

void
zb_receipt_free (ZbReceipt *receipt)
{
  if (receipt == NULL)
    return;
  char *texts[] = {receipt->id,
                   receipt->node,
                   receipt->sender,
                   receipt->message_id,
                   receipt->container,
                   receipt->signer,
                   receipt->form,
                   receipt->edition,
                   receipt->package,
                   receipt->period,
                   receipt->outcome,
                   receipt->reason,
                   receipt->reason_text,
                   receipt->context,
                   receipt->disclaimer_zh,
                   receipt->disclaimer_en,
                   receipt->findings,
                   receipt->action,
                   receipt->decider,
                   receipt->comment,
                   receipt->carrier,
                   receipt->route,
                   receipt->next,
                   receipt->evidence,
                   receipt->findings_digest,
                   receipt->decided_at,
                   receipt->origin};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_ptr_array_unref (receipt->payloads);
  g_ptr_array_unref (receipt->signers);
  g_ptr_array_unref (receipt->remarks);
  g_ptr_array_unref (receipt->answers);
  g_free (receipt);
}

const char *
zb_receipt_kind_name (ZbReceiptKind kind)
{
  return kinds[kind];
}

void
zb_receipt_add_remark (ZbReceipt *receipt, const char *cell, const char *text)
{
  ZbRemark *remark = g_new0 (ZbRemark, 1);
  remark->cell = g_strdup (cell);
  remark->text = g_strdup (text);
  g_ptr_array_add (receipt->remarks, remark);
}

void
zb_receipt_add_answer (ZbReceipt *receipt, const char *rule, gboolean cleared, const char *text)
{
  ZbReceiptAnswer *answer = g_new0 (ZbReceiptAnswer, 1);
  answer->rule = g_strdup (rule);
  answer->cleared = cleared;
  answer->text = g_strdup (text != NULL ? text : "");
  g_ptr_array_add (receipt->answers, answer);
}

/* A delivery need not say one. */
static gboolean
has_outcome (const ZbReceipt *receipt)
{
  return receipt->kind == ZB_RECEIPT_OUTCOME ||
         (receipt->kind == ZB_RECEIPT_DELIVERY && receipt->outcome != NULL);
}

static void
write_outcome (ZbXmlWriter *writer, const ZbReceipt *receipt)
{
  zb_xml_writer_start (writer, "outcome");
  WRITE (writer, outcome_fields, receipt);
  zb_xml_writer_leaf (writer, "text", receipt->reason_text);
  zb_xml_writer_leaf (writer, "findings", receipt->findings);
  zb_xml_writer_end (writer);
}

static void
write_decision (ZbXmlWriter *writer, const ZbReceipt *receipt)
{
  zb_xml_writer_start (writer, "decision");
  WRITE (writer, decision_fields, receipt);
  zb_xml_writer_leaf (writer, "comment", receipt->comment);
  for (guint i = 0; i < receipt->remarks->len; i++) {
    const ZbRemark *remark = g_ptr_array_index (receipt->remarks, i);
    zb_xml_writer_start (writer, "remark");
    zb_xml_writer_attribute (writer, "cell", remark->cell[0] != '\0' ? remark->cell : NULL);
    zb_xml_writer_text (writer, remark->text);
    zb_xml_writer_end (writer);
  }
  for (guint i = 0; i < receipt->answers->len; i++) {
    const ZbReceiptAnswer *answer = g_ptr_array_index (receipt->answers, i);
    zb_xml_writer_start (writer, "answer");
    WRITE (writer, answer_fields, answer);
    zb_xml_writer_text (writer, answer->text);
    zb_xml_writer_end (writer);
  }
  zb_xml_writer_end (writer);
}

GBytes *
zb_receipt_write (const ZbReceipt *receipt)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();
  zb_xml_writer_start (writer, "receipt");
  zb_xml_writer_attribute (writer, "xmlns", ZB_RECEIPT_NS);
  WRITE (writer, head_fields, receipt);
  zb_xml_writer_start (writer, "message");
  WRITE (writer, message_fields, receipt);
  zb_xml_writer_end (writer);
  if (receipt->form != NULL) {
    zb_xml_writer_start (writer, "document");
    WRITE (writer, document_fields, receipt);
    zb_xml_writer_end (writer);
  }
  for (guint i = 0; i < receipt->payloads->len; i++) {
    zb_xml_writer_start (writer, "payload");
    WRITE (writer, payload_fields, &receipt->payloads->pdata[i]);
    zb_xml_writer_end (writer);
  }
  zb_receipt_signers_write (writer, receipt->signers);
  if (receipt->disclaimer_zh != NULL) {
    zb_xml_writer_start (writer, "disclaimer");
    WRITE (writer, disclaimer_fields, receipt);
    zb_xml_writer_end (writer);
  }
  if (receipt->route != NULL) {
    zb_xml_writer_start (writer, "route");
    WRITE (writer, route_fields, receipt);
    zb_xml_writer_end (writer);
  }
  if (has_outcome (receipt))
    write_outcome (writer, receipt);
  if (receipt->kind == ZB_RECEIPT_DECISION)
    write_decision (writer, receipt);
  return zb_xml_writer_finish (writer);
}

static gboolean
is_next (const ZbXmlNode *cursor, const char *name)
{
  return cursor != NULL && g_str_equal (zb_xml_node_name (cursor), name);
}

/* An optional child that holds text only. */
static gboolean
read_leaf (const ZbXmlNode *parent,
           const ZbXmlNode **cursor,
           const char *name,
           char **ret_text,
           GError **error)
{
  if (!is_next (*cursor, name))
    return TRUE;
  const ZbXmlNode *leaf = zb_field_take_element (parent, cursor, name, error);
  if (leaf == NULL || !zb_field_read_all (leaf, NULL, 0, NULL, error))
    return FALSE;
  if (zb_xml_node_first (leaf, NULL) != NULL)
    return zb_xml_node_fail (leaf, error, "<%s> holds text only", name);
  *ret_text = g_strdup (zb_xml_node_text (leaf));
  return TRUE;
}

static gboolean
read_outcome (const ZbXmlNode *root, const ZbXmlNode **cursor, ZbReceipt *receipt, GError **error)
{
  const ZbXmlNode *element = zb_field_take_element (root, cursor, "outcome", error);
  if (element == NULL || !READ (element, outcome_fields, receipt, error))
    return FALSE;
  const ZbXmlNode *child = zb_xml_node_first (element, NULL);
  return read_leaf (element, &child, "text", &receipt->reason_text, error) &&
         read_leaf (element, &child, "findings", &receipt->findings, error) &&
         zb_field_check_end (child, error);
}

static gboolean
read_remarks (const ZbXmlNode *parent, const ZbXmlNode **cursor, ZbReceipt *receipt, GError **error)
{
  while (is_next (*cursor, "remark")) {
    const ZbXmlNode *node = zb_field_take_element (parent, cursor, "remark", error);
    ZbRemark *remark = g_new0 (ZbRemark, 1);
    g_ptr_array_add (receipt->remarks, remark);
    if (node == NULL || !READ (node, remark_fields, remark, error))
      return FALSE;
    remark->text = g_strdup (zb_xml_node_text (node));
    if (remark->cell == NULL)
      remark->cell = g_strdup ("");
  }
  return TRUE;
}

static gboolean
read_answers (const ZbXmlNode *parent, const ZbXmlNode **cursor, ZbReceipt *receipt, GError **error)
{
  while (is_next (*cursor, "answer")) {
    const ZbXmlNode *node = zb_field_take_element (parent, cursor, "answer", error);
    ZbReceiptAnswer *answer = g_new0 (ZbReceiptAnswer, 1);
    g_ptr_array_add (receipt->answers, answer);
    if (node == NULL || !READ (node, answer_fields, answer, error))
      return FALSE;
    answer->text = g_strdup (zb_xml_node_text (node));
  }
  return TRUE;
}

/* All that tells of another node's decision, or nothing of it. */
static gboolean
is_relay_whole (const ZbReceipt *receipt)
{
  gboolean relayed = receipt->relays > 0;

  return relayed == (receipt->decided_at != NULL) && relayed == (receipt->origin != NULL) &&
         relayed == (receipt->decided != 0) &&
         (!relayed || (receipt->next != NULL && receipt->evidence != NULL));
}

static gboolean
read_decision (const ZbXmlNode *root, const ZbXmlNode **cursor, ZbReceipt *receipt, GError **error)
{
  const ZbXmlNode *element = zb_field_take_element (root, cursor, "decision", error);
  if (element == NULL || !READ (element, decision_fields, receipt, error))
    return FALSE;
  if (receipt->level == 0)
    return zb_xml_node_fail (element, error, "levels of review begin with 1");
  if (!is_relay_whole (receipt))
    return zb_xml_node_fail (element, error,
                             "a decision that is handed on names who made it, when, and by which "
                             "receipt, and whom it is from");
  const ZbXmlNode *child = zb_xml_node_first (element, NULL);
  return read_leaf (element, &child, "comment", &receipt->comment, error) &&
         read_remarks (element, &child, receipt, error) &&
         read_answers (element, &child, receipt, error) && zb_field_check_end (child, error);
}

static gboolean
read_payloads (const ZbXmlNode *root, const ZbXmlNode **cursor, ZbReceipt *receipt, GError **error)
{
  while (is_next (*cursor, "payload")) {
    const ZbXmlNode *element = zb_field_take_element (root, cursor, "payload", error);
    char *digest = NULL;
    gboolean read = element != NULL && READ (element, payload_fields, &digest, error);
    g_ptr_array_add (receipt->payloads, digest); /* g_free() takes NULL */
    if (!read)
      return FALSE;
    if (receipt->payloads->len > ZB_ENVELOPE_MAX_PAYLOADS)
      return zb_xml_node_fail (element, error, "a receipt names at most %d payloads",
                               ZB_ENVELOPE_MAX_PAYLOADS);
  }
  return TRUE;
}

/* Only a commitment may say nothing of what will come. */
static gboolean
read_document (const ZbXmlNode *root, const ZbXmlNode **cursor, ZbReceipt *receipt, GError **error)
{
  if (receipt->kind == ZB_RECEIPT_COMMITMENT && !is_next (*cursor, "document"))
    return TRUE;
  const ZbXmlNode *element = zb_field_take_element (root, cursor, "document", error);
  return element != NULL && READ (element, document_fields, receipt, error);
}

static gboolean
read_disclaimer (const ZbXmlNode *root,
                 const ZbXmlNode **cursor,
                 ZbReceipt *receipt,
                 GError **error)
{
  if (!is_next (*cursor, "disclaimer"))
    return TRUE;
  const ZbXmlNode *element = zb_field_take_element (root, cursor, "disclaimer", error);
  return element != NULL && READ (element, disclaimer_fields, receipt, error);
}

static gboolean
read_route (const ZbXmlNode *root, const ZbXmlNode **cursor, ZbReceipt *receipt, GError **error)
{
  if (!is_next (*cursor, "route"))
    return TRUE;
  const ZbXmlNode *element = zb_field_take_element (root, cursor, "route", error);
  return element != NULL && READ (element, route_fields, receipt, error);
}

static gboolean
may_say_outcome (const ZbReceipt *receipt, const ZbXmlNode *cursor)
{
  return receipt->kind == ZB_RECEIPT_OUTCOME ||
         (receipt->kind == ZB_RECEIPT_DELIVERY && is_next (cursor, "outcome"));
}

static gboolean
read_elements (const ZbXmlNode *root, ZbReceipt *receipt, GError **error)
{
  if (!g_str_equal (zb_xml_node_name (root), "receipt") ||
      g_strcmp0 (zb_xml_node_ns (root), ZB_RECEIPT_NS) != 0)
    return zb_xml_node_fail (root, error, "this is no receipt of " ZB_RECEIPT_NS);
  if (!READ (root, head_fields, receipt, error))
    return FALSE;

  const ZbXmlNode *cursor = zb_xml_node_first (root, NULL);
  const ZbXmlNode *message = zb_field_take_element (root, &cursor, "message", error);
  if (message == NULL || !READ (message, message_fields, receipt, error))
    return FALSE;
  if (receipt->kind != ZB_RECEIPT_COMMITMENT &&
      zb_xml_node_require (message, "signer", error) == NULL)
    return FALSE;
  return read_document (root, &cursor, receipt, error) &&
         read_payloads (root, &cursor, receipt, error) &&
         zb_receipt_signers_read (root, &cursor, receipt->signers, error) &&
         read_disclaimer (root, &cursor, receipt, error) &&
         read_route (root, &cursor, receipt, error) &&
         (!may_say_outcome (receipt, cursor) || read_outcome (root, &cursor, receipt, error)) &&
         (receipt->kind != ZB_RECEIPT_DECISION || read_decision (root, &cursor, receipt, error)) &&
         zb_field_check_end (cursor, error);
}

ZbReceipt *
zb_receipt_read (const char *source, GBytes *bytes, GError **error)
{
  static const ZbXmlLimits limits = {ZB_PROTOCOL_MAX_RECEIPT, 6, 16, 4096, ZB_PROTOCOL_MAX_RECEIPT};
  GError *cause = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, data, length, &limits, &cause);
  g_autoptr (ZbReceipt) receipt = zb_receipt_new (ZB_RECEIPT_ARRIVAL);
  if (root != NULL && read_elements (root, receipt, &cause))
    return g_steal_pointer (&receipt);
  zb_exchange_adopt_error (error, cause);
  return NULL;
}
