/* Reads the codes that a camera sees, inside the browser: nothing is sent. The reader of the browser where it has
   one for QR codes, else zxing beside this file (or in data-zxing, a folder that ends in /).

   scanner.start(video, onText) asks for the camera, shows it in the video, and calls onText(text) for each code that
   comes into view: once, until it has been out of view for three seconds. It answers with a function that lets the
   camera go. What it rejects with carries the browser's name of the trouble: NotAllowedError, NotFoundError … */
'use strict';
(() => {
  const folder = document.currentScript.dataset.zxing || document.currentScript.src.replace(/[^/]*$/, '');
  const PAUSE = 80, GONE = 3000;
  const CAMERA = {audio: false, video: {facingMode: 'environment', width: {ideal: 1280}, height: {ideal: 720}}};
  const WANTED = {formats: ['QRCode'], maxNumberOfSymbols: 1, tryHarder: true, tryInvert: false};

  const script = (address) => new Promise((done, failed) => {
    const element = document.createElement('script');
    Object.assign(element, {src: address, onload: done, onerror: () => failed(new DOMException(address, 'NetworkError'))});
    document.head.append(element);
  });

  const ofBrowser = async () => {
    const formats = window.BarcodeDetector ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
    if (!formats.includes('qr_code')) return null;
    const detector = new BarcodeDetector({formats: ['qr_code']});
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  };

  const ofZxing = async () => {
    if (!window.ZXingWASM) await script(`${folder}zxing.js`);
    const overrides = {locateFile: (name) => folder + name};
    await ZXingWASM.prepareZXingModule({overrides, fireImmediately: true});
    const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    return async (video) => {
      const {videoWidth: width, videoHeight: height} = video;
      Object.assign(pen.canvas, {width, height});
      pen.drawImage(video, 0, 0);
      return (await ZXingWASM.readBarcodes(pen.getImageData(0, 0, width, height), WANTED))[0]?.text;
    };
  };

  let reader = null;
  const prepare = () => {
    reader ||= ofBrowser().then((found) => found || ofZxing());
    reader.catch(() => { reader = null; });
    return reader;
  };

  const opened = async (video) => {
    if (!navigator.mediaDevices) throw new DOMException('no camera without https', 'NotSupportedError');
    const stream = await navigator.mediaDevices.getUserMedia(CAMERA);
    Object.assign(video, {srcObject: stream, muted: true, playsInline: true});
    await video.play();
    return stream;
  };

  const start = async (video, onText) => {
    const read = await prepare(), stream = await opened(video);
    let runs = true, last = '', seen = 0;
    const tell = (text) => {
      const at = performance.now(), isNew = text !== last || at - seen > GONE;
      [last, seen] = [text, at];
      if (isNew) onText(text);
    };
    const look = async () => {
      if (!runs) return;
      // A frame that cannot be read is no trouble: the next one comes.
      const text = video.videoWidth && !document.hidden ? await read(video).catch(() => '') : '';
      if (runs && text) tell(text);
      setTimeout(look, PAUSE);
    };
    look();
    return () => {
      runs = false;
      stream.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
    };
  };

  window.scanner = {start, prepare};
})();
